package org.menura.agent.run;

import java.nio.file.Path;
import java.util.List;

/** How a run stands when its process leaves it. */
public sealed interface RunOutcome {
    /**
     * It came to its end.
     *
     * @param answer what the agent says
     * @param results files to be looked at, the most telling first; may be none
     */
    record Finished(String answer, List<Path> results) implements RunOutcome {
        public Finished {
            results = List.copyOf(results);
        }
    }

    /**
     * A person must answer before it goes on.
     *
     * @param id of what is asked
     * @param question what is asked
     */
    record Suspended(String id, String question) implements RunOutcome {}

    /**
     * It ended without a result.
     *
     * @param why in a sentence
     * @param again whether it may come further when it is resumed as it is
     */
    record Failed(String why, boolean again) implements RunOutcome {
        /** A failure that may be another's, such as a server's. */
        public Failed(String why) {
            this(why, true);
        }
    }
}
