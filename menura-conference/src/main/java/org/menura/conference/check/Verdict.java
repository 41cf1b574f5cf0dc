package org.menura.conference.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the checker found.
 *
 * @param checked names of the assertions, of which all must hold
 * @param findings one sentence for each violated one, in the order of the assertions
 * @param soft scores of quality, for which nothing is required
 */
public record Verdict(List<String> checked, List<Finding> findings, Map<String, Double> soft) {
    /**
     * A violated assertion.
     *
     * @param assertion its name
     * @param sentence what is wrong and where
     */
    public record Finding(String assertion, String sentence) {}

    public Verdict {
        checked = List.copyOf(checked);
        findings = List.copyOf(findings);
        soft = Map.copyOf(soft);
    }

    /** Returns whether all assertions hold. */
    public boolean holds() {
        return findings.isEmpty();
    }

    /** Returns the names of the violated assertions. */
    public Set<String> violated() {
        Set<String> out = new TreeSet<>();
        findings.forEach(f -> out.add(f.assertion()));
        return out;
    }

    /** Returns the share of the assertions that hold. */
    public double score() {
        return 1 - violated().size() / (double) checked.size();
    }
}
