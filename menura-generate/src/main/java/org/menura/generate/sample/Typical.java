package org.menura.generate.sample;

/**
 * Locally typical sampling: keeps the candidates whose surprise lies closest to the entropy of the distribution, until
 * their probabilities sum to more than {@code p} (Meister et al., "Locally typical sampling", arXiv 2202.00666).
 *
 * @param p probability mass to keep; 1 turns the stage off
 * @param minKeep fewest candidates to keep
 */
public record Typical(float p, int minKeep) implements SamplingStage {
    /** Checks the parameters. */
    public Typical {
        ParameterRanges.check("typical_p", p, 0, 1);
        ParameterRanges.check("min_keep", minKeep, 0);
    }

    @Override
    public boolean keepsLikeliest() {
        return p >= 1;
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        if (p >= 1) {
            return;
        }
        candidates.softmax();
        double entropy = candidates.entropy();
        float[] typicality = new float[candidates.size()];
        for (int i = 0; i < typicality.length; i++) {
            typicality[i] = (float) -Math.abs(-StrictMath.log(candidates.prob(i)) - entropy);
        }
        double mass = 0;
        int ordered = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (i == ordered) {
                int more = Candidates.portion(ordered);
                candidates.orderBy(typicality, ordered, more);
                ordered = more;
            }
            mass += candidates.prob(i);
            if (mass > p && i + 1 >= minKeep) {
                candidates.truncate(i + 1);
                return;
            }
        }
    }
}
