package org.menura.generate.sample;

/**
 * Keeps the candidates whose logit is at most {@code n} standard deviations (of all candidates' logits) below the
 * largest (Tang et al., "Top-nσ: not all logits are you need", arXiv 2411.07641). What it keeps does not depend on a
 * temperature before it.
 *
 * @param n standard deviations; 0 or less turns the stage off
 */
public record TopNSigma(float n) implements SamplingStage {
    /** Checks the parameter. */
    public TopNSigma {
        ParameterRanges.checkFinite("top_n_sigma", n);
    }

    @Override
    public boolean keepsLikeliest() {
        return true;
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        if (n <= 0) {
            return;
        }
        int count = 0;
        double sum = 0;
        for (int i = 0; i < candidates.size(); i++) {
            float logit = candidates.logit(i);
            if (logit != Float.NEGATIVE_INFINITY) {
                sum += logit;
                count++;
            }
        }
        if (count <= 1) {
            return;
        }
        double mean = sum / count;
        double squares = 0;
        for (int i = 0; i < candidates.size(); i++) {
            float logit = candidates.logit(i);
            if (logit != Float.NEGATIVE_INFINITY) {
                squares += (logit - mean) * (logit - mean);
            }
        }
        double deviation = Math.sqrt(squares / count);
        candidates.keepFrom((float) (candidates.logit(candidates.argmax()) - n * deviation));
    }
}
