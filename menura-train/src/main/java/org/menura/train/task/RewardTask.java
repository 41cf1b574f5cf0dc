package org.menura.train.task;

import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.data.MarginBatch;
import org.menura.train.objective.BradleyTerry;

/** Training of a reward model: a score at the last token of each text, higher for the better one of a pair. */
public final class RewardTask extends AccumulatingTask<MarginBatch> {
    private final CausalModel model;
    private final double centering;

    /** Makes a task of a model with one score per row. */
    public RewardTask(CausalModel model, Steps<MarginBatch> steps, double centering) {
        super(steps);
        this.model = model;
        this.centering = centering;
    }

    @Override
    protected void learn(MarginBatch part, Whole whole, StepSums sums) {
        try (GradientTape tape = startTape()) {
            Batch pairs = part.pairs();
            Tensor scores = scores(model, pairs); // [2 pairs, 1]
            BradleyTerry.Result result = evaluate(scores, part.numbers(), centering);
            tape.seed(scores, ops().affine(gradient(result), whole.share(), 0));
            tape.backward();
            sums.add(result, whole.parts(), pairs.ids().length);
        }
    }

    /**
     * Computes the scores of the texts.
     *
     * @param pairs a chosen text, then the rejected one, and so on
     * @return [2 pairs, 1]
     */
    public static Tensor scores(CausalModel model, Batch pairs) {
        Segments segments = pairs.segments();
        int[] last = new int[segments.count()];
        for (int s = 0; s < last.length; s++) {
            last[s] = segments.end(s) - 1;
        }
        ForwardBatch step = pairs.step().withOutputs(last);
        return model.forward(step);
    }

    /** Computes the loss of {@link #scores}. */
    public static BradleyTerry.Result evaluate(Tensor scores, double @Nullable [] margins, double centering) {
        double[] all = Numbers.doubles(scores);
        return BradleyTerry.of(PairTexts.chosen(all), PairTexts.rejected(all), margins, centering);
    }

    /** The gradient of {@link #scores}. */
    private static Tensor gradient(BradleyTerry.Result result) {
        double[] all = PairTexts.both(result.chosenGradient(), result.rejectedGradient());
        return Numbers.floats(all).reshape(all.length, 1);
    }
}
