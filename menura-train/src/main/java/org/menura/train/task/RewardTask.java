package org.menura.train.task;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.model.Step;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Recording;
import org.menura.tensor.grad.Trainable;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.objective.BradleyTerry;

/** A reward model: a score at the last token of each text, higher for the better one of a pair. */
public final class RewardTask implements Task {
    private final CausalModel model;
    private final GradBackend ops;
    private final List<Trainable> parameters;
    private final PairBatches batches;
    private final double centering;

    /** A task over {@code parameters} of a model with one score per row. */
    public RewardTask(
            CausalModel model, GradBackend ops, List<Trainable> parameters, PairBatches batches, double centering) {
        this.model = model;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
        this.centering = centering;
    }

    @Override
    public StepResult gradients(long step) {
        Pairs pairs = batches.at(step);
        try (Recording recording = ops.record(parameters)) {
            Tensor scores = scores(model, pairs); // [2 pairs, 1]
            BradleyTerry.Result result = evaluate(scores, pairs.margins(), centering);
            recording.seed(scores, gradient(result));
            recording.backward();
            return new StepResult(result.loss(), pairs.tokens(), result.metrics());
        }
    }

    /** The scores of all chosen texts, then of all rejected ones: [2 pairs, 1]. */
    public static Tensor scores(CausalModel model, Pairs pairs) {
        Tokens tokens = pairs.tokensOfBoth();
        int[] last = new int[tokens.segments().count()];
        for (int s = 0; s < last.length; s++) {
            last[s] = tokens.segments().end(s) - 1;
        }
        Step step = tokens.step().withOutputs(last);
        return model.forward(step);
    }

    /** The loss of {@link #scores}. */
    public static BradleyTerry.Result evaluate(Tensor scores, double @Nullable [] margins, double centering) {
        double[] all = Numbers.doubles(scores);
        int n = all.length / 2;
        double[] chosen = Arrays.copyOf(all, n);
        double[] rejected = Arrays.copyOfRange(all, n, 2 * n);
        return BradleyTerry.of(chosen, rejected, margins, centering);
    }

    /** The gradient of {@link #scores}. */
    public static Tensor gradient(BradleyTerry.Result result) {
        int n = result.chosenGradient().length;
        double[] all = Arrays.copyOf(result.chosenGradient(), 2 * n);
        System.arraycopy(result.rejectedGradient(), 0, all, n, n);
        return Numbers.floats(all).reshape(2L * n, 1);
    }
}
