package org.menura.train.objective;

/**
 * Generalised advantage estimation (arXiv 1506.02438, equation 16): {@code δ_t = r_t + γ V_{t+1} - V_t} and {@code A_t =
 * δ_t + γλ A_{t+1}}, nothing after the last position.
 *
 * <p>{@code V_t} is the value of the state in which token t is chosen. A sequence may have one position more than tokens:
 * the state after the last token.
 *
 * @param advantages A, [sequence][position]
 * @param returns {@code A + V}, the target of the value; in the same layout
 */
public record Gae(double[][] advantages, double[][] returns) {
    /**
     * Computes advantages and returns.
     *
     * @param rewards r, [sequence][position]
     * @param values V, in the same layout
     * @param gamma γ, the discount; 1 is usual for texts
     * @param lambda λ: from 0 (less variance) to 1 (less bias)
     * @throws IllegalArgumentException if the layouts differ or a factor is not from 0 to 1
     */
    public static Gae of(double[][] rewards, double[][] values, double gamma, double lambda) {
        Require.sameLayout("rewards", rewards, "values", values);
        Require.within("gamma", gamma, 0, 1);
        Require.within("lambda", lambda, 0, 1);
        double[][] advantages = new double[values.length][];
        double[][] returns = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            int n = values[i].length;
            advantages[i] = new double[n];
            returns[i] = new double[n];
            double next = 0;
            double advantage = 0;
            for (int t = n - 1; t >= 0; t--) {
                double delta = rewards[i][t] + gamma * next - values[i][t];
                advantage = delta + gamma * lambda * advantage;
                next = values[i][t];
                advantages[i][t] = advantage;
                returns[i][t] = advantage + values[i][t];
            }
        }
        return new Gae(advantages, returns);
    }
}
