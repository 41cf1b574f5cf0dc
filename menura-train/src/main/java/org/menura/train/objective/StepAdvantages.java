package org.menura.train.objective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Advantages of the steps of episodes by state (group-in-group policy optimisation, GiGPO, arXiv 2505.10978, equations 6 to
 * 8): episodes of one task that come to the same state are each other's baseline for what they do there.
 */
public final class StepAdvantages {
    private StepAdvantages() {}

    /**
     * Computes the return of each step: {@code R_t = Σ γ^(k - t) r_k} over the steps k from t on.
     *
     * @param rewards r, by step
     * @param gamma γ
     */
    public static double[] returns(double[] rewards, double gamma) {
        double[] returns = new double[rewards.length];
        double next = 0;
        for (int t = rewards.length - 1; t >= 0; t--) {
            next = rewards[t] + gamma * next;
            returns[t] = next;
        }
        return returns;
    }

    /**
     * Computes the advantages of steps among the steps of their group with the same state; 0 for a state that is seen once,
     * or that is empty.
     *
     * @param states the state before each step, [episode][step]
     * @param returns of {@link #returns}, in the same layout
     * @param groupSize episodes of each task, which lie behind each other
     * @param scaled whether to divide by the standard deviation, as {@link GroupAdvantages} does
     * @return [episode][step]
     */
    public static double[][] of(List<List<String>> states, double[][] returns, int groupSize, boolean scaled) {
        Require.sameCount("episodes of returns", returns.length, "episodes of states", states.size());
        double[][] advantages = new double[returns.length][];
        for (int e = 0; e < returns.length; e++) {
            Require.sameCount(
                    "returns", returns[e].length, "states", states.get(e).size());
            advantages[e] = new double[returns[e].length];
        }
        for (int from = 0; from < returns.length; from += groupSize) {
            Map<String, List<int[]>> places = new LinkedHashMap<>();
            for (int e = from; e < Math.min(returns.length, from + groupSize); e++) {
                for (int t = 0; t < returns[e].length; t++) {
                    String state = states.get(e).get(t);
                    if (!state.isEmpty()) {
                        places.computeIfAbsent(state, _ -> new ArrayList<>()).add(new int[] {e, t});
                    }
                }
            }
            places.values().stream().filter(p -> p.size() > 1).forEach(p -> compare(p, returns, scaled, advantages));
        }
        return advantages;
    }

    private static void compare(List<int[]> places, double[][] returns, boolean scaled, double[][] out) {
        double[] values = places.stream().mapToDouble(p -> returns[p[0]][p[1]]).toArray();
        double[] advantages = GroupAdvantages.of(values, values.length, scaled);
        for (int i = 0; i < advantages.length; i++) {
            int[] place = places.get(i);
            out[place[0]][place[1]] = advantages[i];
        }
    }
}
