package org.menura.agent.claim;

import java.util.Optional;

/**
 * Verifies quotes: the cited document exists, and holds the quote word for word. White space counts as one space. It never supports a claim;
 * it finds those whose evidence is invented, stitched together or another document's.
 */
public final class QuoteVerifier implements Verifier {
    @Override
    public String name() {
        return "quotes";
    }

    @Override
    public Opinion judge(Claim claim, Library library, long seed) {
        for (Evidence evidence : claim.evidence()) {
            Optional<Passage> cited = library.get(evidence.passage());
            if (cited.isEmpty()) {
                return Opinion.wrong("there is no document " + evidence.passage());
            }
            if (!spaced(cited.get().text()).contains(spaced(evidence.quote()))) {
                return Opinion.wrong("document %s does not say '%s'".formatted(evidence.passage(), evidence.quote()));
            }
        }
        return Opinion.NONE;
    }

    private static String spaced(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
