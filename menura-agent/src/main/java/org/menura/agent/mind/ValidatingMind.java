package org.menura.agent.mind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.menura.chat.Message;
import org.menura.chat.Role;

/**
 * A mind over one whose answers can leave the form that was asked for: they are checked as a local mind's are forced, and what was wrong
 * is told to it, a few times.
 */
public final class ValidatingMind extends DelegatingMind {
    private final int tries;

    /**
     * Creates a mind.
     *
     * @param mind that answers
     * @param tries how often it is asked at most, from 1
     */
    public ValidatingMind(Mind mind, int tries) {
        if (tries < 1) {
            throw new IllegalArgumentException("a mind is asked at least once, not %d times".formatted(tries));
        }
        super(mind);
        this.tries = tries;
    }

    @Override
    public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
        List<Message> messages = new ArrayList<>(prompt.messages());
        int tokens = 0;
        int answered = 0;
        String fault = "";
        for (int i = 0; i < tries; i++) {
            Thought thought = mind.think(new Prompt(messages, prompt.tools()), ask, seed + i);
            tokens += thought.promptTokens();
            answered += thought.answerTokens();
            Optional<String> wrong = FormCheck.fault(thought, ask);
            if (wrong.isEmpty()) {
                return new Thought(
                        thought.text(),
                        thought.reasoning(),
                        thought.calls(),
                        thought.ids(),
                        thought.logProbs(),
                        tokens,
                        answered);
            }
            fault = wrong.get();
            messages.add(said(thought));
            messages.add(Message.user("This does not have the form that is needed: " + fault));
        }
        throw new MindException(
                "%s did not answer in the form asked for in %d tries: %s".formatted(name(), tries, fault));
    }

    /** What was said, as text: a call that there is no tool for can't stand in a conversation as a call without its result. */
    private static Message said(Thought thought) {
        StringBuilder text = new StringBuilder(thought.text());
        thought.calls()
                .forEach(c -> text.append(text.isEmpty() ? "" : "\n")
                        .append("(call of %s with %s)".formatted(c.name(), c.arguments())));
        return Message.of(Role.ASSISTANT, text.isEmpty() ? "(nothing)" : text.toString());
    }
}
