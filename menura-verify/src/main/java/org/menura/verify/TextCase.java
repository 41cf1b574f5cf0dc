package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Recorded outputs of an encoder of texts, or of a decoder with a classifier: {@code kind: generic} with {@code
 * input_ids}.
 */
final class TextCase {
    private final Backend ops;
    private final Config config;
    private final Checkpoint golden;
    private final Batch batch;
    private final List<Check> checks = new ArrayList<>();

    private TextCase(Backend ops, Config config, Checkpoint golden) {
        this.ops = ops;
        this.config = config;
        this.golden = golden;
        this.batch = Batch.of(golden, "input_ids", "attention_mask");
    }

    static List<Check> run(TextEncoder model, Config config, CaseSettings settings, Checkpoint golden) {
        TextCase c = new TextCase(model.ops(), config, golden);
        Map<String, Tensor> seen = new HashMap<>();
        ForwardBatch step = EncoderInputs.step(model, config, golden, c.batch).withObserver(seen::put);
        c.compare(settings.texts("outputs"), model.outputs(model.encode(step), step), seen);
        return c.checks;
    }

    static List<Check> run(CausalModel model, Config config, CaseSettings settings, Checkpoint golden) {
        TextCase c = new TextCase(model.ops(), config, golden);
        Map<String, Tensor> seen = new HashMap<>();
        Tensor logits = model.forward(c.batch.step(config).withObserver(seen::put)); // [tokens, labels]
        Tensor judged = c.ops.gatherRows(logits, c.batch.judged(config));
        c.compare(settings.texts("outputs"), Map.of("logits", judged), seen);
        return c.checks;
    }

    private void compare(List<String> names, Map<String, Tensor> outputs, Map<String, Tensor> seen) {
        for (String name : names) {
            switch (name) {
                case "hidden_states" -> hiddenStates(seen);
                case "loss" -> loss(outputs);
                default -> {
                    Tensor actual = outputs.get(name);
                    checks.add(
                            actual == null
                                    ? Check.failed(name, "the model has no such output")
                                    : compare(name, actual, golden.tensor(name)));
                }
            }
        }
    }

    private void hiddenStates(Map<String, Tensor> seen) {
        for (int i = 0; golden.has("hidden_states." + i); i++) {
            String name = "hidden_states." + i;
            boolean normed = !golden.has("hidden_states." + (i + 1)) && seen.containsKey("norm");
            Tensor actual = seen.get(normed ? "norm" : i == 0 ? "embeddings" : "layer." + (i - 1));
            checks.add(
                    actual == null
                            ? Check.failed(name, "the model has fewer layers")
                            : compare(name, actual, golden.tensor(name)));
        }
    }

    /** Outputs per token are compared at the tokens, where the reference's attention mask is 1. */
    private Check compare(String name, Tensor actual, Tensor expected) {
        // The reference has an axis for the texts and one for the tokens.
        if (expected.shape().rank() == actual.shape().rank()) {
            return Check.values(name, actual, expected);
        }
        int values = (int) (expected.elements() / expected.dim(0) / expected.dim(1));
        return Check.values(name, actual.toFloats(), batch.at(expected, values), Check.LOGITS, 1);
    }

    private void loss(Map<String, Tensor> outputs) {
        double loss = golden.has("start_positions") ? spanLoss(outputs) : labelLoss(output(outputs, "logits"));
        checks.add(Check.values(
                "loss", new float[] {(float) loss}, golden.tensor("loss").toFloats(), 1e-5, 1));
    }

    /** The reference counts labels of padding, which this model never sees; there the reference's logits stand in. */
    private double labelLoss(Tensor logits) {
        Tensor labels = golden.tensor("labels");
        if (!Losses.perToken(labels) || !golden.has("logits") || !batch.labelsPadding(labels)) {
            return Losses.labels(config, logits, labels, batch).value();
        }
        int[] targets =
                Arrays.stream(labels.toLongs()).mapToInt(Math::toIntExact).toArray();
        return Losses.mean(
                ops, batch.filled(golden.tensor("logits"), logits).reshape(targets.length, logits.dim(1)), targets);
    }

    /** The reference's softmax runs over the padding too, as {@link #labelLoss}. */
    private double spanLoss(Map<String, Tensor> outputs) {
        double sum = 0;
        for (String end : List.of("start", "end")) {
            Tensor logits = batch.filled(golden.tensor(end + "_logits"), output(outputs, end + "_logits"));
            int[] targets = Losses.spanTargets(golden.tensor(end + "_positions"), batch.width());
            sum += Losses.mean(ops, logits, targets);
        }
        return sum / 2;
    }

    private static Tensor output(Map<String, Tensor> outputs, String name) {
        Tensor output = outputs.get(name);
        if (output == null) {
            throw new FormatException(
                    "the golden file has a loss of %s, which the model does not compute".formatted(name));
        }
        return output;
    }
}
