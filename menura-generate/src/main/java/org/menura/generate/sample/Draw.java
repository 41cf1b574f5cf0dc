package org.menura.generate.sample;

/** Draws a candidate at random by the softmax of the logits. */
public record Draw() implements TokenSelector {
    @Override
    public int select(Candidates candidates, SamplingState state) {
        candidates.softmax();
        return byProbability(candidates, state);
    }

    /** Draws a candidate by probabilities that are there already. */
    static int byProbability(Candidates candidates, SamplingState state) {
        double target = state.rng().nextDouble();
        double mass = 0;
        int last = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.prob(i) > 0) {
                mass += candidates.prob(i);
                last = i;
                if (mass > target) {
                    return i;
                }
            }
        }
        return last; // rounding left the sum a hair below 1
    }
}
