package org.menura.generate.sample;

/**
 * Nucleus sampling: keeps the fewest most likely candidates whose probabilities sum to at least {@code p} (Holtzman et
 * al., "The curious case of neural text degeneration", arXiv 1904.09751).
 *
 * @param p probability mass to keep; 1 turns the stage off
 * @param minKeep fewest candidates to keep
 */
public record TopP(float p, int minKeep) implements SamplingStage {
    /** Checks the parameters. */
    public TopP {
        ParameterRanges.check("top_p", p, 0, 1);
        ParameterRanges.check("min_keep", minKeep, 0);
    }

    @Override
    public boolean keepsLikeliest() {
        return true;
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        if (p >= 1) {
            return;
        }
        candidates.softmax();
        double mass = 0;
        for (int i = 0; i < candidates.size(); i++) {
            candidates.orderAhead(i + 1);
            mass += candidates.prob(i);
            // As a float, like p: a mass that is p but for rounding reaches it.
            if ((float) mass >= p && i + 1 >= minKeep) {
                candidates.truncate(i + 1);
                return;
            }
        }
    }
}
