package org.menura.train.objective;

/**
 * GRPO's advantages (arXiv 2402.03300, section 4.1.2): several completions of the same prompt are each other's baseline.
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
            double mean = Stable.mean(rewards);
            double squares = 0;
            for (double reward : rewards) {
                squares += Stable.square(reward - mean);
            }
            double divisor = Math.sqrt(squares / (rewards.length - 1)) + EPS;
            for (int i = 0; i < advantages.length; i++) {
                advantages[i] /= divisor;
            }
        }
        return advantages;
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
