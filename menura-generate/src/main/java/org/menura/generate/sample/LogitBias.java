package org.menura.generate.sample;

import java.util.Map;

/**
 * Adds a constant to the logits of chosen tokens.
 *
 * @param biases token id → what is added; negative infinity forbids the token. Ids outside the vocabulary do nothing
 */
public record LogitBias(Map<Integer, Float> biases) implements SamplingStage {
    /** Checks the biases. */
    public LogitBias {
        biases = Map.copyOf(biases);
        biases.forEach((token, bias) -> {
            if (!(bias < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "logit bias of token " + token + " must be a number or -infinity, but it is " + bias);
            }
        });
    }

    @Override
    public boolean keepsLikeliest() {
        return biases.isEmpty();
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        biases.forEach((token, bias) -> {
            int i = candidates.find(token);
            if (i >= 0) {
                candidates.setLogit(i, candidates.logit(i) + bias);
            }
        });
    }
}
