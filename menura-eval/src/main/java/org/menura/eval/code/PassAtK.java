package org.menura.eval.code;

/** Estimates pass@k, the chance that at least one of k answers is right, and pass^k, the chance that all are. */
public final class PassAtK {
    private PassAtK() {}

    /**
     * Estimates pass@k from n answers without bias (Chen et al. 2021, equation 1): {@code 1 − ∏ (1 − k / i)} over
     * {@code i = n − c + 1 … n}.
     *
     * @param answers n, the answers that were drawn
     * @param right c, those that are right
     * @throws IllegalArgumentException if k is greater than n, where there is no such estimate
     */
    public static double estimate(int answers, int right, int k) {
        if (right < 0 || right > answers || k < 1) {
            throw new IllegalArgumentException(
                    "pass@%d of %d answers with %d right ones has no meaning".formatted(k, answers, right));
        }
        if (k > answers) {
            throw new IllegalArgumentException(
                    "pass@%d needs at least %d answers to each problem, but there are %d".formatted(k, k, answers));
        }
        if (answers - right < k) {
            return 1.0;
        }
        double none = 1.0;
        for (int i = answers - right + 1; i <= answers; i++) {
            none *= 1.0 - (double) k / i;
        }
        return 1.0 - none;
    }

    /**
     * Estimates pass^k, the chance that all of k answers are right, from n answers without bias (Yao et al. 2024, "τ-bench",
     * section 5.1): {@code C(c, k) / C(n, k)}.
     *
     * @param answers n, the answers that were drawn
     * @param right c, those that are right
     * @throws IllegalArgumentException if k is greater than n, where there is no such estimate
     */
    public static double estimateAll(int answers, int right, int k) {
        if (right < 0 || right > answers || k < 1 || k > answers) {
            throw new IllegalArgumentException(
                    "pass^%d of %d answers with %d right ones has no meaning".formatted(k, answers, right));
        }
        double all = 1.0;
        for (int i = 0; i < k; i++) {
            all *= Math.max(0, right - i) / (double) (answers - i);
        }
        return all;
    }
}
