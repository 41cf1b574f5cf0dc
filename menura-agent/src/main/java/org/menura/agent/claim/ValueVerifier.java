package org.menura.agent.claim;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Verifies values: each number and each name of a claim stands in what it cites. Numbers are what a claim may least get wrong, and a swapped
 * name is the commonest false claim; both are found without a model. Support is the share of content words that stand there too.
 */
public final class ValueVerifier implements Verifier {
    @Override
    public String name() {
        return "values";
    }

    @Override
    public Opinion judge(Claim claim, Library library, long seed) {
        String evidence = Evidences.text(claim, library);
        if (evidence.isEmpty()) {
            return Opinion.NONE;
        }
        Set<String> there = Words.all(evidence).stream().map(Words::plain).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>(Words.values(claim.text()));
        missing.removeAll(there);
        if (!missing.isEmpty()) {
            return Opinion.wrong("the evidence does not say " + String.join(", ", missing));
        }
        return Opinion.of(coverage(claim.text(), evidence));
    }

    /** Returns the share of the content words of a claim that stand in a text. */
    static double coverage(String claim, String text) {
        Set<String> words = Words.content(claim);
        Set<String> there = Words.content(text);
        return words.isEmpty()
                ? 0
                : (double) words.stream().filter(there::contains).count() / words.size();
    }
}
