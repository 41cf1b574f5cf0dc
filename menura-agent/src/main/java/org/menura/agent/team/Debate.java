package org.menura.agent.team;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.menura.agent.plan.Act;
import org.menura.agent.plan.Observation;
import org.menura.agent.plan.Planner;
import org.menura.agent.plan.State;

/**
 * Lets all agents of a team answer, then shows each what the others said and lets them answer again, until they agree or the rounds are over (arXiv 2305.14325); then
 * the vote decides, by evidence and not by heads. Agents of one model repeat each other's errors, so that a debate is worth
 * its cost where they have different evidence or tools.
 */
public final class Debate implements Planner {
    private final int rounds;
    private final BiFunction<String, String, Ballot> reader;
    private final Map<String, String> replies = new LinkedHashMap<>();
    private int round;

    /** Creates a debate whose replies end with a line that is the option. */
    public Debate(int rounds) {
        this(rounds, Ballot::ofLastLine);
    }

    /**
     * Creates a debate.
     *
     * @param rounds from 1
     * @param reader makes a ballot of an agent's name and reply
     */
    public Debate(int rounds, BiFunction<String, String, Ballot> reader) {
        if (rounds < 1) {
            throw new IllegalArgumentException("a debate has at least one round, not " + rounds);
        }
        this.rounds = rounds;
        this.reader = reader;
    }

    @Override
    public Act next(State state) {
        for (Observation observation : state.observations()) {
            if (observation instanceof Observation.Replied(Act.Delegate.Task task, String text, boolean failed)
                    && !failed) {
                replies.put(task.agent(), text);
            }
        }
        if (round > 0) {
            List<Ballot> ballots = ballots();
            if (ballots.isEmpty()) {
                return new Act.Suspend("none of the agents " + state.agents().keySet() + " has answered");
            }
            boolean agreed = ballots.stream().map(Ballot::option).distinct().count() == 1;
            if (agreed || round == rounds) {
                Vote vote = Vote.of(ballots);
                return new Act.Answer(vote.winner(), "votes: " + vote.weights());
            }
        }
        round++;
        return new Act.Delegate(state.agents().keySet().stream()
                .map(agent -> new Act.Delegate.Task(agent, question(state, agent)))
                .toList());
    }

    private List<Ballot> ballots() {
        List<Ballot> out = new ArrayList<>();
        replies.forEach((agent, reply) -> out.add(Objects.requireNonNull(reader.apply(agent, reply))));
        return out;
    }

    private String question(State state, String agent) {
        if (replies.isEmpty()) {
            return state.goal();
        }
        StringBuilder out = new StringBuilder(state.goal()).append("\n\nThe others said:\n");
        replies.forEach((other, reply) -> {
            if (!other.equals(agent)) {
                out.append(other).append(": ").append(reply).append('\n');
            }
        });
        String own = replies.get(agent);
        if (own != null) {
            out.append("You said: ").append(own).append('\n');
        }
        return out.append("Answer again; change your answer only for a reason.").toString();
    }
}
