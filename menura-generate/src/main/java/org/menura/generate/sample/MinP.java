package org.menura.generate.sample;

/**
 * Keeps the candidates that are at least {@code p} times as likely as the most likely one (Nguyen et al., "Turning up
 * the heat: min-p sampling", arXiv 2407.01082).
 *
 * @param p share of the largest probability; 0 turns the stage off
 * @param minKeep fewest candidates to keep
 */
public record MinP(float p, int minKeep) implements SamplingStage {
    /** Checks the parameters. */
    public MinP {
        ParameterRanges.check("min_p", p, 0, 1);
        ParameterRanges.check("min_keep", minKeep, 0);
    }

    @Override
    public boolean keepsLikeliest() {
        return true;
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        if (p <= 0) {
            return;
        }
        // A quotient of probabilities is a difference of logits, so no softmax is needed.
        float least = candidates.logit(candidates.argmax()) + (float) StrictMath.log(p);
        if (candidates.countFrom(least) >= minKeep) {
            candidates.keepFrom(least);
        } else {
            candidates.order(minKeep);
            candidates.truncate(minKeep);
        }
    }
}
