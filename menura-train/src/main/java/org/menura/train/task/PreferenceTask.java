package org.menura.train.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.OwnAnswers;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.objective.TokenLogps;

/** Training by preference optimisation on pairs of answers: a policy against a frozen reference, or for itself alone. */
public final class PreferenceTask extends AccumulatingTask<Batch> {
    private final BatchReader model;
    private final @Nullable BatchReader reference;
    private final Options options;

    /**
     * Options of learning from pairs.
     *
     * @param beta how far the policy is held to the reference
     * @param loss of a pair
     * @param averaged whether an answer's log-probability is the mean over its tokens, not the sum: what IPO's authors took
     * @param chosenWeight weight of the chosen answers' own cross-entropy, by token, beside the loss of pairs (arXiv
     *     2404.19733)
     * @param tail weight of an answer's tokens beyond the length of the other of its pair: α of LD-DPO (arXiv 2409.06411)
     * @param own whether pairs count as much as they are like the policy's own answers (WPO, arXiv 2406.11827)
     * @param prompts whether the chosen answers' own cross-entropy is also that of their prompts, as ORPO's authors have it
     */
    public record Options(
            double beta,
            PreferenceLoss loss,
            boolean averaged,
            double chosenWeight,
            double tail,
            boolean own,
            boolean prompts) {
        /** Creates options that weigh all tokens and pairs alike. */
        public Options(double beta, PreferenceLoss loss, boolean averaged, double chosenWeight) {
            this(beta, loss, averaged, chosenWeight, 1, false, false);
        }
    }

    /**
     * Makes a task of a model of text alone.
     *
     * @param reference the frozen reference model, such as the model before training
     */
    public PreferenceTask(
            CausalModel model, CausalModel reference, Steps<Batch> steps, double beta, PreferenceLoss loss) {
        this(BatchReader.ofText(model), BatchReader.ofText(reference), steps, new Options(beta, loss, false, 0));
    }

    /**
     * Makes a task of models with any batch input.
     *
     * @param reference the frozen reference model; null for losses that compare with none
     */
    public PreferenceTask(BatchReader model, @Nullable BatchReader reference, Steps<Batch> steps, Options options) {
        super(steps);
        this.model = model;
        this.reference = reference;
        this.options = options;
    }

    @Override
    protected void learn(Batch pairs, Whole whole, StepSums sums) {
        Dpo.Logps before = reference == null ? null : logps(byToken(reference, pairs));
        TokenLogps layout = new TokenLogps(pairs.targets(), pairs.segments());
        try (GradientTape tape = startTape()) {
            Tensor logits = model.logits(pairs); // [rows, vocabulary]
            int[] counted = options.prompts ? pairs.nextTokens() : pairs.targets();
            Tensor losses = ops().crossEntropy(logits, counted); // [rows]
            double[][] byToken = layout.split(losses);
            Dpo.Logps now = logps(byToken);
            double[] weights = options.own ? weights(OwnAnswers.likeness(logits, layout, byToken)) : null;
            Dpo.Result result = Dpo.of(
                    now,
                    before == null ? Dpo.Logps.none(now.chosen().length) : before,
                    options.beta,
                    weights == null ? options.loss : options.loss.weighed(weights));
            double[] slopes =
                    PairTexts.both(result.gradient().chosen(), result.gradient().rejected());
            if (options.averaged) {
                for (int i = 0; i < slopes.length; i++) {
                    slopes[i] /= Math.max(1, byToken[i].length);
                }
            }
            double tokens = 0;
            double logp = 0;
            double[][] said = options.prompts ? new TokenLogps(counted, pairs.segments()).split(losses) : byToken;
            for (int i = 0; i < said.length; i += 2) {
                tokens += said[i].length;
                logp += Arrays.stream(said[i]).sum();
            }
            double own = options.chosenWeight / Math.max(1, tokens);
            if (weights != null) {
                own *= Arrays.stream(weights).average().orElse(1);
            }
            double[][] gradient = PairTexts.scaledTails(TokenLogps.spread(slopes, byToken), options.tail);
            for (int i = 0; i < slopes.length; i += 2) {
                for (int t = 0; t < gradient[i].length; t++) {
                    gradient[i][t] -= own;
                }
            }
            Tensor seed = layout.seed(gradient);
            if (options.prompts) {
                seedPrompts(seed.floats(), pairs, counted, (float) own);
            }
            tape.seed(losses, ops().affine(seed, whole.share(), 0));
            tape.backward();
            Evaluation all = options.chosenWeight == 0
                    ? result
                    : new Both(result.loss() - own * logp, -logp / Math.max(1, tokens), result.metrics());
            sums.add(all, whole.parts(), pairs.ids().length);
        }
    }

    /** Sets the seeds of the chosen texts' tokens that count but stand in no answer. */
    private static void seedPrompts(float[] seed, Batch pairs, int[] counted, float own) {
        Segments segments = pairs.segments();
        int[] answers = pairs.targets();
        for (int i = 0; i < segments.count(); i += 2) {
            for (int r = segments.start(i); r < segments.end(i); r++) {
                if (counted[r] >= 0 && answers[r] < 0) {
                    seed[r] = own;
                }
            }
        }
    }

    /** The loss of pairs with that of the chosen answers. */
    private record Both(double loss, double nll, SequencedMap<String, Double> ofPairs) implements Evaluation {
        @Override
        public SequencedMap<String, Double> metrics() {
            SequencedMap<String, Double> all = new LinkedHashMap<>(ofPairs);
            all.put("nll/chosen", nll);
            return all;
        }
    }

    /**
     * Computes the log-probabilities of the answers under a model of text alone, without recording gradients.
     *
     * @param pairs a chosen text, then the rejected one, and so on
     */
    public static Dpo.Logps logps(CausalModel model, Batch pairs) {
        return logps(BatchReader.ofText(model), pairs);
    }

    /**
     * Computes the log-probabilities of the answers under a model with any batch input, without recording gradients.
     */
    public static Dpo.Logps logps(BatchReader model, Batch pairs) {
        double[] sums = TokenLogps.sums(byToken(model, pairs));
        return new Dpo.Logps(PairTexts.chosen(sums), PairTexts.rejected(sums));
    }

    private static double[][] byToken(BatchReader model, Batch pairs) {
        Backend ops = model.model().ops();
        try (Backend.Scope _ = ops.scope()) {
            Tensor losses = ops.crossEntropy(model.logits(pairs), pairs.targets());
            return new TokenLogps(pairs.targets(), pairs.segments()).split(losses);
        }
    }

    /** The log-probabilities of answers as the loss wants them. */
    private Dpo.Logps logps(double[][] byToken) {
        double[] sums = TokenLogps.sums(PairTexts.scaledTails(byToken, options.tail));
        for (int i = 0; options.averaged && i < sums.length; i++) {
            sums[i] /= Math.max(1, byToken[i].length);
        }
        return new Dpo.Logps(PairTexts.chosen(sums), PairTexts.rejected(sums));
    }

    /** The weights of pairs whose answers have some each. */
    private static double[] weights(double[] ofAnswers) {
        double[] weights = PairTexts.chosen(ofAnswers);
        double[] others = PairTexts.rejected(ofAnswers);
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= others[i];
        }
        return weights;
    }
}
