package org.menura.train.objective;

/**
 * The advantages of GRPO (arXiv 2402.03300, section 4.1.2) and RLOO (arXiv 2402.14740, section 3.2): several completions of
 * the same prompt are each other's baseline.
 */
public final class GroupAdvantages {
    private static final double EPS = 1e-4;

    /** The divisor of advantages. */
    public enum Scale {
        /** The deviation of rewards within a group. */
        GROUP,

        /** The deviation of all rewards of a batch (arXiv 2508.08221). */
        BATCH,

        /** None: Dr. GRPO (arXiv 2503.20783, section 3.1). */
        NONE
    }

    private GroupAdvantages() {}

    /**
     * Computes the advantages {@code r - mean} within each group, divided by {@code std + 1e-4} of a scale.
     *
     * @param rewards by completion; a group's lie behind each other
     * @param groupSize completions of each prompt
     * @return by completion
     * @throws IllegalArgumentException if a group has fewer than two completions or the last one is not complete
     */
    public static double[] of(double[] rewards, int groupSize, Scale scale) {
        double[] advantages = of(rewards, groupSize, scale == Scale.GROUP);
        if (scale == Scale.BATCH) {
            divide(advantages, deviation(rewards));
        }
        return advantages;
    }

    /**
     * Computes the advantages {@code r - mean of the others} within each group.
     *
     * @param normalized whether those of the batch are divided by their standard deviation; their mean is 0
     * @return by completion
     * @throws IllegalArgumentException as {@link #of}
     */
    public static double[] leaveOneOut(double[] rewards, int groupSize, boolean normalized) {
        double[] advantages = of(rewards, groupSize, Scale.NONE);
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] *= groupSize / (groupSize - 1.0); // the mean of the others has the reward itself no more
        }
        if (normalized) {
            divide(advantages, deviation(advantages));
        }
        return advantages;
    }

    private static double deviation(double[] values) {
        double mean = Stable.mean(values);
        double squares = 0;
        for (double value : values) {
            squares += Stable.square(value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }

    private static void divide(double[] advantages, double deviation) {
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] /= deviation + EPS;
        }
    }

    /**
     * Computes the advantages {@code (r - mean) / (std + 1e-4)} within each group, the standard deviation with n - 1.
     *
     * @param rewards by completion; a group's lie behind each other
     * @param groupSize completions of each prompt
     * @param scaled whether to divide; Dr. GRPO does not, as it favours prompts that are very easy or very hard (arXiv
     *     2503.20783, section 3.1)
     * @return by completion
     * @throws IllegalArgumentException if a group has fewer than two completions or the last one is not complete
     */
    public static double[] of(double[] rewards, int groupSize, boolean scaled) {
        if (groupSize < 2) {
            throw new IllegalArgumentException(
                    "groups of %d completions have nothing to compare; at least two are needed".formatted(groupSize));
        }
        if (rewards.length % groupSize != 0) {
            throw new IllegalArgumentException(
                    "%d rewards are no whole number of groups of %d completions".formatted(rewards.length, groupSize));
        }
        double[] advantages = new double[rewards.length];
        for (int start = 0; start < rewards.length; start += groupSize) {
            double mean = 0;
            for (int i = start; i < start + groupSize; i++) {
                mean += rewards[i] / groupSize;
            }
            double squares = 0;
            for (int i = start; i < start + groupSize; i++) {
                squares += Stable.square(rewards[i] - mean);
            }
            double divisor = scaled ? Math.sqrt(squares / (groupSize - 1)) + EPS : 1;
            for (int i = start; i < start + groupSize; i++) {
                advantages[i] = (rewards[i] - mean) / divisor;
            }
        }
        return advantages;
    }
}
