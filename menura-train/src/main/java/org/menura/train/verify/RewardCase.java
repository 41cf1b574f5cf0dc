package org.menura.train.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.generate.verify.Batch;
import org.menura.generate.verify.Check;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.objective.BradleyTerry;
import org.menura.train.task.Pairs;
import org.menura.train.task.RewardTask;

/** A reward model's pairs: {@code kind: reward}. */
final class RewardCase extends TrainingCase {
    private static final double CENTERING = 0.01;

    private RewardCase(JsonNode description, Checkpoint golden, GradBackend ops) {
        super(description, golden, ops);
    }

    static List<Check> run(Path folder, JsonNode description, Checkpoint golden, GradBackend ops) {
        RewardCase c = new RewardCase(description, golden, ops);
        c.step(Student.of(folder, ops));
        return c.checks;
    }

    private void step(Student student) {
        Pairs pairs = new Pairs(texts("chosen", null), texts("rejected", null), null);
        RewardTask task = new RewardTask(
                student.model(), ops, student.parameters().trainables(), _ -> pairs, 0);
        Tensor scores = RewardTask.scores(student.model(), pairs);
        float[] all = scores.toFloats();
        int n = all.length / 2;
        checks.add(Check.values(
                "scores.chosen",
                Arrays.copyOf(all, n),
                golden.tensor("scores.chosen").toFloats(),
                Check.LOGITS,
                1));
        checks.add(Check.values(
                "scores.rejected",
                Arrays.copyOfRange(all, n, 2 * n),
                golden.tensor("scores.rejected").toFloats(),
                Check.LOGITS,
                1));
        value("loss", task.gradients(0).loss());
        gradient(student, "score.weight");
        gradient(student, "model.norm.weight");
        BradleyTerry.Result margins = RewardTask.evaluate(scores, doubles("margin"), 0);
        value("loss.margin", margins.loss());
        value("loss.centered", RewardTask.evaluate(scores, null, CENTERING).loss());
    }

    private List<Pairs.Text> texts(String kind, int @Nullable [] prompts) {
        return texts(golden, kind, prompts);
    }

    /** The texts of one kind without their padding. */
    static List<Pairs.Text> texts(Checkpoint golden, String kind, int @Nullable [] prompts) {
        int[][] ids = Batch.of(golden, kind + "_ids", kind + "_mask").ids();
        return IntStream.range(0, ids.length)
                .mapToObj(i -> new Pairs.Text(ids[i], prompts == null ? 0 : prompts[i]))
                .toList();
    }
}
