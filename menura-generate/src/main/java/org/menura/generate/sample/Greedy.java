package org.menura.generate.sample;

/** Picks the candidate with the largest logit, of equal ones the lowest id. */
public record Greedy() implements TokenSelector {
    @Override
    public int select(Candidates candidates, SamplingState state) {
        int best = candidates.argmax();
        if (candidates.logit(best) == Float.NEGATIVE_INFINITY) {
            throw Candidates.nothingLeft();
        }
        return best;
    }
}
