package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.train.objective.TokenLogps;
import org.menura.train.rl.Rollouts;

/**
 * A batch of whole episodes: the rows of a forward pass, and of them those behind which a token is learned. Logits are
 * computed there alone: tokens that left the policy no choice cost nothing.
 *
 * @param sequences tokens of each episode
 * @param outputs rows that logits are wanted for, [targets]
 * @param targets the token behind each of them
 * @param allowed the tokens that the policy could have written there
 * @param counts targets of each episode
 * @param weights of targets; 1 for those of the policy
 * @param isOwn whether a target is the policy's
 */
record EpisodeBatch(
        List<int[]> sequences,
        int[] outputs,
        int[] targets,
        ClassSets allowed,
        int[] counts,
        double[] weights,
        boolean[] isOwn) {
    /** Rows that are computed together. */
    static final int ROWS = 4096;

    /**
     * Makes a batch.
     *
     * @param world weight of the environment's tokens as targets; 0 for none
     */
    static EpisodeBatch of(List<Episode> episodes, TokenMasks masks, double world) {
        List<Integer> outputs = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        List<Integer> maskOf = new ArrayList<>();
        List<Boolean> isOwn = new ArrayList<>();
        int[] counts = new int[episodes.size()];
        int first = 0;
        for (int e = 0; e < counts.length; e++) {
            Episode episode = episodes.get(e);
            int before = targets.size();
            int next = 0;
            for (int at = 0; at < episode.tokens().length; at++) {
                boolean own = next < episode.policy().length && episode.policy()[next] == at;
                int mask = own ? episode.masks()[next++] : TokenMasks.ALL;
                if (at > 0 && (own ? masks.isChoice(mask) : world > 0)) {
                    outputs.add(first + at - 1);
                    targets.add(episode.tokens()[at]);
                    maskOf.add(mask);
                    isOwn.add(own);
                }
            }
            counts[e] = targets.size() - before;
            first += episode.tokens().length;
        }
        boolean[] owned = new boolean[targets.size()];
        double[] weights = new double[owned.length];
        for (int i = 0; i < owned.length; i++) {
            owned[i] = isOwn.get(i);
            weights[i] = owned[i] ? 1 : world;
        }
        return new EpisodeBatch(
                episodes.stream().map(Episode::tokens).toList(),
                ints(outputs),
                ints(targets),
                masks.classSets(ints(maskOf)),
                counts,
                weights,
                owned);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Divides episodes into parts of at most {@link #ROWS} tokens, or one episode, in their order. */
    static List<List<Episode>> parts(List<Episode> episodes) {
        List<List<Episode>> parts = new ArrayList<>();
        int rows = ROWS;
        for (Episode episode : episodes) {
            if (parts.isEmpty() || rows + episode.tokens().length > ROWS) {
                parts.add(new ArrayList<>());
                rows = 0;
            }
            parts.getLast().add(episode);
            rows += episode.tokens().length;
        }
        return parts;
    }

    /** Counts the tokens. */
    int rows() {
        return sequences.stream().mapToInt(s -> s.length).sum();
    }

    /** Counts the targets that are the policy's. */
    long ownTargets() {
        long count = 0;
        for (boolean own : isOwn) {
            count += own ? 1 : 0;
        }
        return count;
    }

    /** Returns the layout of the targets by episode. */
    TokenLogps layout() {
        return new TokenLogps(targets, Segments.ofLengths(counts));
    }

    /** Lets a model pass over it: [targets, width of the model's head]. */
    Tensor forward(CausalModel model) {
        return model.forward(step());
    }

    private ForwardBatch step() {
        return ForwardBatch.whole(sequences.toArray(int[][]::new)).withOutputs(outputs);
    }

    /** Computes the negative log-probabilities of the targets under the masked policy at a temperature: [targets]. */
    Tensor losses(CausalModel model, double temperature) {
        return model.ops().maskedCrossEntropy(Rollouts.logits(model, step(), temperature), targets, allowed);
    }

    /** Returns the log-probabilities of the targets under a model that learns nothing from it: [episode][target]. */
    double[][] logps(CausalModel model, double temperature) {
        try (Backend.Scope _ = model.ops().scope()) {
            return layout().split(losses(model, temperature));
        }
    }

    /** Splits the scores of a model with one score per row: [episode][target]. */
    double[][] split(Tensor scores) {
        float[] all = scores.toFloats();
        double[][] out = new double[counts.length][];
        int at = 0;
        for (int e = 0; e < counts.length; e++) {
            out[e] = new double[counts[e]];
            for (int i = 0; i < counts[e]; i++) {
                out[e][i] = all[at++];
            }
        }
        return out;
    }

    /** Joins the gradient of such scores: [targets, 1]. */
    Tensor joined(double[][] gradient) {
        float[] all = new float[targets.length];
        int at = 0;
        for (double[] row : gradient) {
            for (double value : row) {
                all[at++] = (float) value;
            }
        }
        return Tensor.of(all, all.length, 1);
    }

    /**
     * Spreads numbers of steps over the tokens that left a choice, each of which belongs to a step: [choice].
     *
     * @param ofStep by step
     */
    static double[] spread(Episode episode, TokenMasks masks, double[] ofStep) {
        double[] out = new double[episode.policy().length];
        int n = 0;
        for (int s = 0; s < ofStep.length; s++) {
            Episode.Step step = episode.steps().get(s);
            for (int i = step.from(); i < step.to(); i++) {
                if (masks.isChoice(episode.masks()[i])) {
                    out[n++] = ofStep[s];
                }
            }
        }
        return Arrays.copyOf(out, n);
    }
}
