package org.menura.train.task;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.data.Batch;
import org.menura.train.objective.BradleyTerry;

/** A reward model: a score at the last token of each text, higher for the better one of a pair. */
public final class RewardTask implements Task {
    private final CausalModel model;
    private final GradBackend ops;
    private final List<Parameter> parameters;
    private final StepBatches batches;
    private final double centering;

    /** A task over {@code parameters} of a model with one score per row. */
    public RewardTask(
            CausalModel model, GradBackend ops, List<Parameter> parameters, StepBatches batches, double centering) {
        this.model = model;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
        this.centering = centering;
    }

    @Override
    public StepResult gradients(long step) {
        Sums sums = new Sums();
        List<Batch> parts = batches.at(step);
        for (Batch pairs : parts) {
            try (GradientTape recording = ops.record(parameters)) {
                Tensor scores = scores(model, pairs); // [2 pairs, 1]
                BradleyTerry.Result result = evaluate(scores, null, centering);
                recording.seed(scores, ops.affine(gradient(result), 1f / parts.size(), 0));
                recording.backward();
                sums.add(result, parts.size(), pairs.ids().length);
            }
        }
        return sums.result();
    }

    /**
     * The scores of the texts.
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

    /** The loss of {@link #scores}. */
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
