package org.menura.agent.claim;

import java.util.List;

/**
 * A claim: a sentence that is true or false, or the answer to a question, with what it rests on.
 *
 * @param about the question that it answers, whose own words need no evidence; empty for a sentence
 * @param text of the sentence or answer
 * @param evidence cited for it; a claim without any stays uncertain
 */
public record Claim(String about, String text, List<Evidence> evidence) {
    public Claim {
        evidence = List.copyOf(evidence);
    }

    /** Creates a claim that is a sentence. */
    public Claim(String text, List<Evidence> evidence) {
        this("", text, evidence);
    }

    /** Returns question and answer in one line. */
    public String sentence() {
        return about.isEmpty() ? text : about + " " + text;
    }
}
