package org.menura.train.rl;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.train.data.Batch;
import org.menura.train.objective.TokenLogps;

/**
 * Rollouts of a policy with their rewards, and their log-probabilities under the policy and the reference then.
 *
 * @param batch prompts with their answers, of which the answers' tokens are targets
 * @param rewards by answer
 * @param logps of the policy that wrote them, [sequence][token]
 * @param reference of the reference model, in the same layout, or null if there is none
 * @param complete by answer, whether it ended by itself
 */
public record Experience(
        Batch batch, double[] rewards, double[][] logps, double @Nullable [][] reference, boolean[] complete) {
    /** Makes the batch of rollouts. */
    static Batch batch(List<Rollouts.Rollout> rollouts) {
        int rows = rollouts.stream()
                .mapToInt(r -> r.prompt().length + r.answer().length)
                .sum();
        int[] ids = new int[rows];
        int[] targets = new int[rows];
        float[] weights = new float[rows];
        int[] lengths = new int[rollouts.size()];
        int[] groups = new int[rollouts.size()];
        int at = 0;
        for (int s = 0; s < lengths.length; s++) {
            int[] prompt = rollouts.get(s).prompt();
            int[] answer = rollouts.get(s).answer();
            lengths[s] = prompt.length + answer.length;
            groups[s] = s;
            System.arraycopy(prompt, 0, ids, at, prompt.length);
            System.arraycopy(answer, 0, ids, at + prompt.length, answer.length);
            for (int i = 0; i < lengths[s]; i++) {
                boolean counts = i + 1 >= prompt.length && i + 1 < lengths[s];
                targets[at + i] = counts ? ids[at + i + 1] : Batch.IGNORED;
                weights[at + i] = counts ? 1 : 0;
            }
            at += lengths[s];
        }
        return new Batch(ids, lengths, targets, weights, groups);
    }

    /** Computes the negative log-probabilities of the answers' tokens at the temperature that they were drawn at: [rows]. */
    static Tensor losses(CausalModel model, Batch batch, double temperature) {
        return model.ops().crossEntropy(Rollouts.logits(model, batch.step(), temperature), batch.targets());
    }

    /** Log-probabilities of the answers' tokens under a model that learns nothing from it: [sequence][token]. */
    static double[][] logps(CausalModel model, Batch batch, double temperature) {
        try (Backend.Scope _ = model.ops().scope()) {
            return new TokenLogps(batch.targets(), batch.segments()).split(losses(model, batch, temperature));
        }
    }
}
