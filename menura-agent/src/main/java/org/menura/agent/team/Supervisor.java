package org.menura.agent.team;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.agent.mind.Ask;
import org.menura.agent.plan.Act;
import org.menura.agent.plan.Observation;
import org.menura.agent.plan.Planner;
import org.menura.agent.plan.State;
import org.menura.chat.Message;

/**
 * Leads a team: chooses who works next and says what that agent is to do, until it answers. The next agent is one of the
 * team's names or the end, word for word, so that there is no name to be parsed. An agent that replies the same as before is not asked again until another has
 * said something new, so that no two thank each other for ever.
 */
public final class Supervisor implements Planner {
    private static final String ANSWER = "answer";
    private static final int ANSWER_TOKENS = 1024;
    private static final int ROUNDS = 16;
    private static final int TASK_TOKENS = 256;

    private final int rounds;
    private final int taskTokens;
    private final Map<String, String> replies = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private int round;

    /** Creates a supervisor of 16 rounds at most. */
    public Supervisor() {
        this(ROUNDS, TASK_TOKENS);
    }

    /**
     * Creates a supervisor.
     *
     * @param rounds how often an agent is asked at most
     * @param taskTokens largest length of a task
     */
    public Supervisor(int rounds, int taskTokens) {
        this.rounds = rounds;
        this.taskTokens = taskTokens;
    }

    @Override
    public Act next(State state) throws InterruptedException {
        state.observations().forEach(this::heard);
        List<String> options = new ArrayList<>(state.agents().keySet());
        options.removeAll(silent);
        String next = ANSWER;
        if (round++ < rounds && !options.isEmpty()) {
            options.add(ANSWER);
            next = state.think(state.prompt(Message.user(question(state, options))), new Ask.Choice(options), 0)
                    .text();
        }
        if (next.equals(ANSWER)) {
            return new Act.Answer(state.think(
                            state.prompt(Message.user("Now answer: " + state.goal())), new Ask.Text(ANSWER_TOKENS), 1)
                    .text());
        }
        String task = state.think(
                        state.prompt(Message.user(
                                "Write what %s is to do, with all that must be known for it.".formatted(next))),
                        new Ask.Text(taskTokens),
                        2)
                .text()
                .strip();
        return new Act.Delegate(List.of(new Act.Delegate.Task(next, task.isEmpty() ? state.goal() : task)));
    }

    private static String question(State state, List<String> options) {
        StringBuilder out = new StringBuilder("Who works next?\n");
        for (String option : options) {
            String role = option.equals(ANSWER)
                    ? "all is known, and you answer"
                    : state.agents().get(option);
            out.append("- ").append(option).append(": ").append(role).append('\n');
        }
        return out.toString();
    }

    private void heard(Observation observation) {
        if (!(observation instanceof Observation.Replied(Act.Delegate.Task task, String text, boolean failed))) {
            return;
        }
        boolean news = !text.equals(replies.put(task.agent(), text)) && !failed;
        if (news) {
            silent.clear();
        } else {
            silent.add(task.agent());
        }
    }
}
