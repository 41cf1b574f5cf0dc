package org.menura.train.rl.episode;

import java.util.List;

/**
 * An episode: an environment's texts and a policy's actions, as the tokens that were fed and sampled, which are never
 * tokenised again.
 *
 * @param tokens of all
 * @param policy places of the policy's own tokens in {@code tokens}, ascending
 * @param masks the mask of each of the policy's tokens, see {@link TokenMasks}
 * @param steps of the environment
 * @param complete whether the environment ended it, rather than a limit of steps or tokens
 */
public record Episode(int[] tokens, int[] policy, int[] masks, List<Step> steps, boolean complete) {
    /** The least return that counts as success: all of a reward of 1, rounding aside. */
    private static final double SUCCESS = 1 - 1e-9;

    /**
     * A step of the environment.
     *
     * @param state the state's key before it
     * @param admissible actions that were possible; empty if any text was
     * @param action the policy's
     * @param reward of it
     * @param from the first of the policy's tokens, as a place in {@link Episode#policy}
     * @param to the place after the last one
     */
    public record Step(String state, List<String> admissible, String action, double reward, int from, int to) {
        public Step {
            admissible = List.copyOf(admissible);
        }

        /** Returns whether the action was possible. */
        public boolean isAdmissible() {
            return admissible.isEmpty() || admissible.contains(action);
        }
    }

    public Episode {
        steps = List.copyOf(steps);
    }

    /** Returns the sum of the steps' rewards. */
    public double rewardSum() {
        double sum = 0;
        for (Step step : steps) {
            sum += step.reward;
        }
        return sum;
    }

    /** Returns whether the rewards add up to 1 at least. */
    public boolean isSuccess() {
        return rewardSum() >= SUCCESS;
    }
}
