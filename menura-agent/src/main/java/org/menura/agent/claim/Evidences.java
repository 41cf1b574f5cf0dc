package org.menura.agent.claim;

import java.util.ArrayList;
import java.util.List;

/** The text of what a claim cites. */
final class Evidences {
    private Evidences() {}

    /** Returns quotes, or whole documents where nothing is quoted, a line each. */
    static String text(Claim claim, Library library) {
        List<String> lines = new ArrayList<>();
        for (Evidence e : claim.evidence()) {
            String line = e.quote().isEmpty()
                    ? library.get(e.passage()).map(Passage::text).orElse("")
                    : e.quote();
            if (!line.isEmpty() && !lines.contains(line)) {
                lines.add(line);
            }
        }
        return String.join("\n", lines);
    }
}
