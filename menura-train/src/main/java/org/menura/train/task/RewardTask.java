package org.menura.train.task;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.data.MarginBatch;
import org.menura.train.objective.BradleyTerry;

/** Training of a reward model: a score of each text, higher for the better one of a pair. */
public final class RewardTask extends AccumulatingTask<MarginBatch> {
    private final RewardScorer scorer;
    private final double centering;

    /** Makes a task of a reward model. */
    public RewardTask(RewardScorer scorer, Steps<MarginBatch> steps, double centering) {
        super(steps);
        this.scorer = scorer;
        this.centering = centering;
    }

    @Override
    protected void learn(MarginBatch part, Whole whole, StepSums sums) {
        try (GradientTape tape = startTape()) {
            Batch pairs = part.pairs();
            Tensor scores = scorer.scores(pairs); // [2 pairs, 1]
            BradleyTerry.Result result = evaluate(scores, part.numbers(), centering);
            tape.seed(scores, ops().affine(gradient(result), whole.share(), 0));
            tape.backward();
            sums.add(result, whole.parts(), pairs.ids().length);
        }
    }

    /**
     * Computes the loss of scores.
     *
     * @param scores of a chosen text, then the rejected one, and so on: [2 pairs, 1]
     */
    public static BradleyTerry.Result evaluate(Tensor scores, double @Nullable [] margins, double centering) {
        double[] all = Numbers.doubles(scores);
        return BradleyTerry.of(PairTexts.chosen(all), PairTexts.rejected(all), margins, centering);
    }

    /** The gradient of the scores. */
    private static Tensor gradient(BradleyTerry.Result result) {
        double[] all = PairTexts.both(result.chosenGradient(), result.rejectedGradient());
        return Numbers.floats(all).reshape(all.length, 1);
    }
}
