package org.menura.generate.sample;

/**
 * Keeps the {@code k} most likely candidates, in order (Fan et al., "Hierarchical neural story generation", arXiv
 * 1805.04833).
 *
 * @param k number of candidates to keep; 0 turns the stage off
 */
public record TopK(int k) implements SamplingStage {
    /** Checks the parameter. */
    public TopK {
        ParameterRanges.check("top_k", k, 0);
    }

    @Override
    public boolean keepsLikeliest() {
        return true;
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        if (k > 0) {
            candidates.order(k);
            candidates.truncate(k);
        }
    }
}
