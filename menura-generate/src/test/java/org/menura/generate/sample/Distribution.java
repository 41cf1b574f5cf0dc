package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.menura.tensor.Rng;

/** Candidates made from probabilities, as the tests of stages need them. */
final class Distribution {
    private Distribution() {}

    static float[] logits(double... probs) {
        float[] logits = new float[probs.length];
        for (int i = 0; i < probs.length; i++) {
            logits[i] = (float) Math.log(probs[i]);
        }
        return logits;
    }

    static Candidates of(double... probs) {
        Candidates candidates = new Candidates();
        candidates.reset(logits(probs));
        return candidates;
    }

    static SamplingState history(int... tokens) {
        TokenHistory history = new TokenHistory();
        for (int token : tokens) {
            history.add(token);
        }
        return new SamplingState(new Rng(0), history, Float.NaN);
    }

    /** The probabilities after a stage, by position. */
    static double[] after(SamplingStage stage, SamplingState state, double... probs) {
        Candidates candidates = of(probs);
        stage.apply(candidates, state);
        candidates.softmax();
        double[] out = new double[candidates.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = candidates.prob(i);
        }
        return out;
    }

    static void assertProbs(double[] actual, double... expected) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-5, "position " + i);
        }
    }

    static int[] ids(Candidates candidates) {
        int[] ids = new int[candidates.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = candidates.id(i);
        }
        return ids;
    }
}
