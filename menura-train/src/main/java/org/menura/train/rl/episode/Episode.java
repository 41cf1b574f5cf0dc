package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

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

    /**
     * Returns the episode with the tokens of some steps as the world's: what was written there is not the policy's.
     *
     * @param places of the steps
     */
    Episode without(Set<Integer> places) {
        if (places.isEmpty()) {
            return this;
        }
        List<Step> others = new ArrayList<>();
        int[] kept = new int[policy.length];
        int count = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int first = count;
            for (int at = step.from; at < step.to && !places.contains(i); at++) {
                kept[count++] = at;
            }
            others.add(new Step(step.state, step.admissible, step.action, step.reward, first, count));
        }
        int[] own = Arrays.copyOf(kept, count);
        return new Episode(
                tokens,
                Arrays.stream(own).map(i -> policy[i]).toArray(),
                Arrays.stream(own).map(i -> masks[i]).toArray(),
                others,
                complete);
    }

    /** Returns whether the rewards add up to 1 at least. */
    public boolean isSuccess() {
        return rewardSum() >= SUCCESS;
    }
}
