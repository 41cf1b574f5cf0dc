package org.menura.generate.sample;

/**
 * XTC ("exclude top choices"): with a given probability, drops of the candidates that reach the threshold all but the
 * least likely one, so that the text leaves the beaten track but never for something unlikely.
 *
 * <p>By p-e-w, text-generation-webui pull request 6335; llama.cpp pull request 9742, whose results these are.
 *
 * @param probability probability that choices are excluded; 0 turns the stage off
 * @param threshold probability from which a candidate counts as a top choice; above 0.5 turns the stage off
 * @param minKeep choices are only excluded if as many candidates are left
 */
public record Xtc(float probability, float threshold, int minKeep) implements SamplingStage {
    /** Checks the parameters. */
    public Xtc {
        ParameterRanges.check("xtc_probability", probability, 0, 1);
        ParameterRanges.check("xtc_threshold", threshold, 0, 1);
        ParameterRanges.check("min_keep", minKeep, 0);
    }

    @Override
    public boolean keepsLikeliest() {
        return probability <= 0 || threshold > 0.5f;
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        if (keepsLikeliest() || candidates.size() < 2) {
            return;
        }
        if (state.rng().nextFloat() >= probability) {
            return;
        }
        candidates.softmax();
        int topChoices = 0;
        for (int i = 0; i < candidates.size(); i++) {
            topChoices += candidates.prob(i) >= threshold ? 1 : 0;
        }
        int excluded = topChoices - 1;
        if (excluded > 0 && candidates.size() - excluded >= minKeep) {
            candidates.order(topChoices);
            candidates.dropFirst(excluded);
        }
    }
}
