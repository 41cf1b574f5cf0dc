package org.menura.train.task;

import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.data.BatchBuilder;
import org.menura.train.data.FeedbackBatch;
import org.menura.train.objective.Kto;
import org.menura.train.objective.TokenLogps;

/**
 * Kahneman–Tversky optimisation (arXiv 2402.01306) on answers that are marked good or bad. The reference point comes from
 * each prompt with the answer of the one before in its batch.
 */
public final class KtoTask extends AccumulatingTask<FeedbackBatch> {
    private final CausalModel model;
    private final CausalModel reference;
    private final Kto.Options options;
    private final int maxLength;

    /**
     * Makes a task of a model.
     *
     * @param reference the frozen reference model, such as the model before training
     * @param steps whose batches have two answers at least
     * @param maxLength maximum number of tokens of a prompt with another's answer
     */
    public KtoTask(
            CausalModel model, CausalModel reference, Steps<FeedbackBatch> steps, Kto.Options options, int maxLength) {
        super(steps);
        this.model = model;
        this.reference = reference;
        this.options = options;
        this.maxLength = maxLength;
    }

    @Override
    protected void learn(FeedbackBatch part, Whole whole, StepSums sums) {
        Batch answers = part.answers();
        Batch strangers = mismatched(answers, maxLength);
        double kl = Kto.klEstimate(logps(model, strangers), logps(reference, strangers));
        double[] before = logps(reference, answers);
        boolean[] good = new boolean[before.length];
        for (int i = 0; i < good.length; i++) {
            good[i] = part.good().get(i);
        }
        TokenLogps layout = new TokenLogps(answers.targets(), answers.segments());
        try (GradientTape tape = startTape()) {
            Tensor losses = ops().crossEntropy(model.forward(answers.step()), answers.targets()); // [rows]
            double[][] byToken = layout.split(losses);
            Kto.Result result = Kto.of(TokenLogps.sums(byToken), before, good, kl, options);
            Tensor seed = layout.seed(TokenLogps.spread(result.gradient(), byToken));
            tape.seed(losses, ops().affine(seed, whole.share(), 0));
            tape.backward();
            sums.add(result, whole.parts(), answers.ids().length + strangers.ids().length);
        }
    }

    private static double[] logps(CausalModel model, Batch batch) {
        Backend ops = model.ops();
        try (Backend.Scope _ = ops.scope()) {
            Tensor losses = ops.crossEntropy(model.forward(batch.step()), batch.targets());
            return TokenLogps.sums(new TokenLogps(batch.targets(), batch.segments()).split(losses));
        }
    }

    /** Each prompt with the answer of the one before, cut as the answers themselves are. */
    static Batch mismatched(Batch answers, int maxLength) {
        Segments segments = answers.segments();
        BatchBuilder builder = new BatchBuilder();
        for (int s = 0; s < segments.count(); s++) {
            int other = (s + segments.count() - 1) % segments.count();
            int promptEnd = firstAnswerRow(answers, segments, s);
            int answerStart = firstAnswerRow(answers, segments, other);
            int prompt = promptEnd - segments.start(s);
            int answer = Math.min(segments.end(other) - answerStart, maxLength - prompt);
            int[] ids = new int[prompt + answer];
            System.arraycopy(answers.ids(), segments.start(s), ids, 0, prompt);
            System.arraycopy(answers.ids(), answerStart, ids, prompt, answer);
            int[] targets = new int[ids.length];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = i + 1 >= prompt && i + 1 < ids.length ? ids[i + 1] : Batch.IGNORED;
            }
            builder.add(ids, targets).nextGroup();
        }
        return builder.build();
    }

    /** The row of the answer's first token; the end where a cut left none. */
    private static int firstAnswerRow(Batch answers, Segments segments, int s) {
        for (int r = segments.start(s); r < segments.end(s); r++) {
            if (answers.targets()[r] >= 0) {
                return r + 1;
            }
        }
        return segments.end(s);
    }
}
