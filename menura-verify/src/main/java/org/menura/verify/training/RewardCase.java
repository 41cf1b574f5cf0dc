package org.menura.verify.training;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.data.Batch;
import org.menura.train.data.MarginBatch;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.RewardScorer;
import org.menura.train.task.RewardTask;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;

/** A reward model's pairs: {@code kind: reward}. */
final class RewardCase extends TrainingCase {
    private static final double CENTERING = 0.01;

    private RewardCase(RecordedCase recorded, GradBackend ops) {
        super(recorded, ops);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        RewardCase c = new RewardCase(recorded, ops);
        c.step(Student.of(recorded.folder(), ops));
        return c.checks;
    }

    private void step(Student student) {
        refuseCountedPadding(student.config(), golden);
        Batch pairs = pairs(golden, null);
        MarginBatch part = MarginBatch.withoutMargins(pairs);
        RewardScorer scorer = new RewardScorer(student.model(), student.config());
        RewardTask task =
                new RewardTask(scorer, new Steps<>(ops, student.parameters().trainables(), _ -> List.of(part)), 0);
        Tensor scores = scorer.scores(pairs);
        float[] all = scores.toFloats();
        checks.add(scores("scores.chosen", all, 0));
        checks.add(scores("scores.rejected", all, 1));
        value("loss", task.gradients(0).loss());
        gradients(student);
        valueIfRecorded(
                "loss.margin",
                () -> RewardTask.evaluate(scores, doubles("margin"), 0).loss());
        double centering = settings.number("center_rewards_coefficient", CENTERING);
        valueIfRecorded(
                "loss.centered",
                () -> RewardTask.evaluate(scores, null, centering).loss());
    }

    /** The reference counts these models' learned positions from the first column on, were it padding. */
    static void refuseCountedPadding(Config config, Checkpoint golden) {
        String type = config.text("model_type", "");
        if (!Set.of("gpt2", "gpt_bigcode").contains(type)) {
            return;
        }
        for (String side : List.of("chosen", "rejected")) {
            for (int[] row : org.menura.verify.Batch.rows(golden.tensor(side + "_mask"))) {
                if (row[0] == 0) {
                    throw new FormatException(
                            "%s_mask begins with padding, from which %s counts positions; pad behind the texts"
                                    .formatted(side, type));
                }
            }
        }
    }

    private Check scores(String name, float[] all, int from) {
        float[] actual = new float[all.length / 2];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = all[2 * i + from];
        }
        return Check.values(name, actual, golden.tensor(name).toFloats(), Check.LOGITS, 1);
    }

    /**
     * The chosen and rejected texts in turn, without their padding.
     *
     * @param prompts tokens of each prompt, or null for none
     */
    static Batch pairs(Checkpoint golden, int @Nullable [] prompts) {
        int[][] chosen =
                org.menura.verify.Batch.of(golden, "chosen_ids", "chosen_mask").ids();
        int[][] rejected = org.menura.verify.Batch.of(golden, "rejected_ids", "rejected_mask")
                .ids();
        int[][] all = new int[2 * chosen.length][];
        int[] from = new int[all.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (i % 2 == 0 ? chosen : rejected)[i / 2];
            from[i] = prompts == null ? 0 : prompts[i / 2];
        }
        return predicting(all, from);
    }
}
