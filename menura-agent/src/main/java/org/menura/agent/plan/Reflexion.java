package org.menura.agent.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * Tries again with a lesson after an attempt failed (Reflexion, arXiv 2303.11366). An attempt is another planner, from its first act to its answer; a check says
 * what is wrong with the answer. The next attempt sees the conversation as it was at the beginning, and the lessons.
 */
public final class Reflexion implements Planner {
    private static final int LESSON_TOKENS = 64;
    private static final int ATTEMPT_SEEDS = 1000;

    private final Supplier<? extends Planner> attempts;
    private final Check check;
    private final Lessons lessons;
    private final boolean quoting;
    private final int tries;
    private @Nullable Planner attempt;
    private List<Message> beginning = List.of();
    private int since;
    private int number;
    private boolean fresh;

    /** Checks an answer. */
    @FunctionalInterface
    public interface Check {
        /** Returns what is wrong with an answer to a goal; empty if it holds. */
        Optional<String> fault(State state, String answer) throws InterruptedException;
    }

    /**
     * Creates a planner.
     *
     * @param attempts makes the planner of each attempt
     * @param lessons where they are kept and found again, also by later runs
     * @param quoting whether a lesson is quoted from what happened, as small minds should, or written
     * @param tries the largest number of attempts; the last one's answer is given whatever the check says
     */
    public Reflexion(Supplier<? extends Planner> attempts, Check check, Lessons lessons, boolean quoting, int tries) {
        if (tries < 1) {
            throw new IllegalArgumentException("there must be at least one try, not " + tries);
        }
        this.attempts = attempts;
        this.check = check;
        this.lessons = lessons;
        this.quoting = quoting;
        this.tries = tries;
    }

    @Override
    public Act next(State state) throws InterruptedException {
        if (attempt == null) {
            beginning = state.messages();
            begin(state);
        }
        while (true) {
            State seen = seen(state);
            Planner now = Objects.requireNonNull(attempt);
            Act act = now.next(seen);
            fresh = false;
            if (!(act instanceof Act.Answer(String text, String _)) || number >= tries) {
                return act;
            }
            Optional<String> fault = check.fault(seen, text);
            if (fault.isEmpty()) {
                return act;
            }
            lessons.learn(state.goal(), lesson(seen, text, fault.get()));
            begin(state);
        }
    }

    private void begin(State state) {
        attempt = attempts.get();
        since = state.messages().size();
        number++;
        fresh = true;
    }

    private State seen(State state) {
        List<Message> messages = new ArrayList<>(taught(beginning, lessons.about(state.goal())));
        messages.addAll(state.messages()
                .subList(
                        Math.min(since, state.messages().size()),
                        state.messages().size()));
        State seen = state.withMessages(messages).withSeed(state.seed(ATTEMPT_SEEDS + number));
        return fresh ? seen.withObservations(List.of()) : seen;
    }

    private static List<Message> taught(List<Message> beginning, List<String> lessons) {
        if (lessons.isEmpty() || beginning.isEmpty()) {
            return beginning;
        }
        List<Message> out = new ArrayList<>(beginning.subList(0, beginning.size() - 1));
        out.add(beginning
                .getLast()
                .withTextAfter("\n\nLessons from earlier attempts:\n- " + String.join("\n- ", lessons)));
        return out;
    }

    private String lesson(State seen, String answer, String fault) throws InterruptedException {
        List<Message> messages = new ArrayList<>(seen.messages());
        messages.add(Message.assistant(answer));
        messages.add(Message.user("That was wrong: " + fault
                + (quoting
                        ? " Quote what should be remembered for the next attempt."
                        : " In one sentence: what should be done otherwise in the next attempt?")));
        List<String> texts = new ArrayList<>(List.of(fault));
        seen.messages().stream()
                .skip(beginning.size())
                .map(Message::text)
                .filter(t -> !t.isBlank())
                .forEach(texts::add);
        Ask ask = quoting ? new Ask.Quote(texts, LESSON_TOKENS) : new Ask.Text(LESSON_TOKENS);
        return seen.think(new Prompt(messages, List.of()), ask, 3).text().strip();
    }
}
