package org.menura.train.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.model.CausalModel;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.TestData;
import org.menura.train.TrainableParameters;
import org.menura.train.data.Batch;
import org.menura.train.data.BatchBuilder;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.OddsRatio;
import org.menura.train.objective.PreferenceLoss;

/** Losses of pairs that look at lengths and at the chosen answers by themselves, as TRL's {@code ipo} and {@code sft} do. */
class PreferenceTaskTest {
    private static final double BETA = 0.5;
    private static final double OWN = 0.7;
    private static final int[][] ANSWERS = {{7, 21, 40, 9, 12}, {5, 30}, {33, 6, 17}, {8, 9, 10, 11}
    }; // chosen, rejected, ...

    private final GradBackend ops = new GradBackend(new CpuBackend(1), new CpuGradients(new CpuBackend(1)), false);
    private final ModelSource policy = ModelSource.open(TestData.path("golden/dpo/policy"));
    private final TrainableParameters parameters =
            new TrainableParameters(new CheckpointParameters(policy.weights()), _ -> true);
    private final CausalModel model = Models.build(ModelKind.DECODER, policy.fields(), parameters, ops, Adapters.NONE);
    private final CausalModel reference = Models.decoder(TestData.path("golden/dpo/reference"), new CpuBackend(1));

    private static Batch pairs() {
        BatchBuilder builder = new BatchBuilder();
        for (int[] answer : ANSWERS) {
            int[] ids = new int[answer.length + 2];
            ids[0] = 3;
            ids[1] = 4;
            System.arraycopy(answer, 0, ids, 2, answer.length);
            int[] targets = new int[ids.length];
            for (int i = 0; i < ids.length; i++) {
                targets[i] = i >= 1 && i + 1 < ids.length ? ids[i + 1] : Batch.IGNORED;
            }
            builder.add(ids, targets).nextGroup();
        }
        return builder.build();
    }

    private static final PreferenceTask.Options MEANS =
            new PreferenceTask.Options(BETA, new PreferenceLoss.Ipo(), true, OWN);

    private PreferenceTask task(PreferenceTask.Options options) {
        return new PreferenceTask(
                BatchReader.ofText(model),
                BatchReader.ofText(reference),
                new AccumulatingTask.Steps<>(ops, parameters.trainables(), _ -> List.of(pairs())),
                options);
    }

    @Test
    void logProbabilitiesAreMeansAndChosenAnswersCountByToken() {
        Dpo.Logps now = PreferenceTask.logps(model, pairs());
        Dpo.Logps before = PreferenceTask.logps(reference, pairs());
        double expected = 0;
        for (int i = 0; i < 2; i++) {
            double chosen = (now.chosen()[i] - before.chosen()[i]) / ANSWERS[2 * i].length;
            double rejected = (now.rejected()[i] - before.rejected()[i]) / ANSWERS[2 * i + 1].length;
            double off = chosen - rejected - 1 / (2 * BETA);
            expected += off * off / 2;
        }
        double nll = -(now.chosen()[0] + now.chosen()[1]) / (ANSWERS[0].length + ANSWERS[2].length);

        StepResult result = task(MEANS).gradients(0);

        assertEquals(expected + OWN * nll, result.loss(), 1e-5);
        assertEquals(nll, result.metrics().getOrDefault("nll/chosen", Double.NaN), 1e-5);
    }

    /** The figures of these are what TRL's formulas give with transformers' logits. */
    @Test
    void tokensBeyondTheOtherAnswerCountByAnotherWeight() {
        PreferenceLoss plain = new PreferenceLoss.Sigmoid(0);
        assertEquals(0.79459520, loss(new PreferenceTask.Options(BETA, plain, false, 0)), 1e-5);
        assertEquals(0.78168562, loss(new PreferenceTask.Options(BETA, plain, false, 0, 0.25, false, false)), 1e-5);
        assertEquals(
                5.96342594,
                loss(new PreferenceTask.Options(BETA, new PreferenceLoss.Ipo(), true, OWN, 0.25, false, false)),
                1e-4);
    }

    @Test
    void pairsCountAsMuchAsTheyAreLikeTheModelsOwn() {
        PreferenceLoss plain = new PreferenceLoss.Sigmoid(0);
        assertEquals(2.69384872e-5, loss(new PreferenceTask.Options(BETA, plain, false, 0, 1, true, false)), 1e-9);
        assertEquals(1.79160018e-4, loss(new PreferenceTask.Options(BETA, plain, false, OWN, 1, true, false)), 1e-8);
    }

    @Test
    void severalLossesAreAddedUp() {
        PreferenceLoss both = PreferenceLoss.sum(
                List.of(new PreferenceLoss.Sigmoid(0), new PreferenceLoss.Hinge()), List.of(0.8, 0.2));
        assertEquals(0.87408750, loss(new PreferenceTask.Options(BETA, both, false, 0)), 1e-5);
    }

    /** TRL's ORPO takes the cross-entropy of the whole chosen text. */
    @Test
    void promptsMayCountInTheCrossEntropyOfChosenAnswers() {
        PreferenceLoss odds = new OddsRatio();
        assertEquals(7.21071525, loss(new PreferenceTask.Options(BETA, odds, true, 1, 1, false, true)), 1e-5);
        assertEquals(7.06781982, loss(new PreferenceTask.Options(BETA, odds, true, 1)), 1e-5);
    }

    @Test
    void theLossWithPromptsGrowsAlongItsGradient() {
        growsAlongItsGradient(task(new PreferenceTask.Options(BETA, new OddsRatio(), true, 1, 1, false, true)));
    }

    private double loss(PreferenceTask.Options options) {
        return task(options).gradients(0).loss();
    }

    @Test
    void theLossGrowsAlongItsGradient() {
        growsAlongItsGradient(task(MEANS));
    }

    @Test
    void theLossWithAnotherWeightOfTailsGrowsAlongItsGradient() {
        growsAlongItsGradient(
                task(new PreferenceTask.Options(BETA, new PreferenceLoss.Ipo(), true, OWN, 0.25, false, false)));
    }

    private void growsAlongItsGradient(PreferenceTask task) {
        task.gradients(0);
        List<Parameter> taught = parameters.trainables();
        List<float[]> direction =
                taught.stream().map(t -> t.gradient().toFloats().clone()).toList();
        double squares = 0;
        for (float[] all : direction) {
            for (float g : all) {
                squares += (double) g * g;
            }
        }
        double step = 2e-3 / Math.sqrt(squares);
        double up = moved(task, taught, direction, step / Math.sqrt(squares));
        double down = moved(task, taught, direction, -2 * step / Math.sqrt(squares));
        assertEquals(Math.sqrt(squares), (up - down) / (2 * step), 0.02 * Math.sqrt(squares));
    }

    private static double moved(PreferenceTask task, List<Parameter> taught, List<float[]> direction, double by) {
        for (int i = 0; i < direction.size(); i++) {
            float[] values = taught.get(i).value().floats();
            int offset = taught.get(i).value().offset();
            for (int k = 0; k < direction.get(i).length; k++) {
                values[offset + k] += (float) (by * direction.get(i)[k]);
            }
        }
        return task.gradients(0).loss();
    }
}
