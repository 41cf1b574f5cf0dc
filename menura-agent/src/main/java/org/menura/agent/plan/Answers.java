package org.menura.agent.plan;

import org.menura.agent.mind.Ask;
import org.menura.chat.Message;

/** Asks for final answers. */
final class Answers {
    /** The largest length of an answer. */
    static final int TOKENS = 1024;

    private Answers() {}

    /** Asks for an answer from what the conversation holds. */
    static Act.Answer from(State state, String how) throws InterruptedException {
        var thought = state.think(state.prompt(Message.user(how)), new Ask.Text(TOKENS), 2);
        return new Act.Answer(thought.text(), thought.reasoning());
    }
}
