package org.menura.agent.memory;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;

/** Minds for tests. */
final class Minds {
    private Minds() {}

    /** Creates a mind that answers with texts by a function. */
    static Mind of(BiFunction<String, Ask, String> answer) {
        return new Mind() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public Set<Capability> capabilities() {
                return EnumSet.of(Capability.REPLAY);
            }

            @Override
            public Thought think(Prompt prompt, Ask ask, long seed) {
                return Thought.of(answer.apply(prompt.messages().getLast().text(), ask));
            }
        };
    }
}
