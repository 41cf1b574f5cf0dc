package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.generate.sample.Argmax;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.Inputs;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Recorded outputs of a language model that sees: {@code kind: generic} with ids and pixels. */
public final class MultimodalCase {
    private final MultimodalModel model;
    private final InputModality sense;
    private final Checkpoint golden;
    private final Batch batch;
    private final Map<String, Tensor> seen = new HashMap<>();
    private final List<Check> checks = new ArrayList<>();

    private MultimodalCase(MultimodalModel model, Checkpoint golden) {
        this.model = model;
        this.sense = model.sense("image");
        this.golden = golden;
        this.batch = Batch.of(golden, "input_ids", "attention_mask");
    }

    static List<Check> run(MultimodalModel model, JsonNode description, Checkpoint golden) {
        MultimodalCase c = new MultimodalCase(model, golden);
        c.run(description.path("outputs"));
        if (golden.has("greedy_ids")) {
            c.greedy();
        }
        return c.checks;
    }

    /**
     * The recorded batch as a step, with what the model sees in its place.
     *
     * @param features what it sees
     */
    public static ForwardBatch step(MultimodalModel model, Checkpoint golden, Features features) {
        Batch batch = Batch.of(golden, "input_ids", "attention_mask");
        ForwardBatch step = model.placed(ForwardBatch.whole(batch.ids()), model.sense("image"), features, true);
        if (model.bidirectionalPrompt() && golden.has("labels") && golden.has("token_type_ids")) {
            // While it is taught, the model must not see what it is to write.
            int[] types = batch.at(golden.tensor("token_type_ids"));
            Segments s = step.segments();
            step.withPrefixes(IntStream.range(0, s.count())
                    .map(i -> (int) IntStream.range(s.start(i), s.end(i))
                            .filter(r -> types[r] == 0)
                            .count())
                    .toArray());
        }
        return step;
    }

    /** The recorded pixels; pictures of zeros fill a batch up and are left out. */
    public static Inputs inputs(Checkpoint golden) {
        Tensor all = golden.tensor("pixel_values").toHeap(); // [.., channels, height, width]
        int rank = all.shape().rank();
        int size = all.dim(rank - 1) * all.dim(rank - 2) * all.dim(rank - 3);
        int plane = all.dim(rank - 1) * all.dim(rank - 2);
        float[] values = all.toFloats();
        int count = values.length / size;
        int[] kept = IntStream.range(0, count)
                .filter(p ->
                        rank == 4 || IntStream.range(p * size, (p + 1) * size).anyMatch(i -> values[i] != 0))
                .toArray();
        float[] pixels = new float[kept.length * size];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(values, kept[i] * size, pixels, i * size, size);
        }
        Tensor pictures = Tensor.of(pixels, kept.length, all.dim(rank - 3), all.dim(rank - 2), all.dim(rank - 1));
        if (!golden.has("pixel_attention_mask")) {
            return Inputs.of(pictures);
        }
        long[] mask = golden.tensor("pixel_attention_mask").toLongs();
        boolean[] marks = new boolean[kept.length * plane];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = mask[kept[i / plane] * plane + i % plane] != 0;
        }
        return new Inputs(pictures, marks);
    }

    /** What each row of the batch is to be followed by; -1 where that does not count. */
    public static int[] targets(Checkpoint golden) {
        Batch batch = Batch.of(golden, "input_ids", "attention_mask");
        int[][] labels = Batch.rows(golden.tensor("labels"));
        List<Integer> out = new ArrayList<>();
        for (int s = 0; s < batch.ids().length; s++) {
            int[] columns = batch.columns()[s];
            for (int i = 0; i < columns.length; i++) {
                out.add(i + 1 < columns.length ? Math.max(-1, labels[s][columns[i + 1]]) : -1);
            }
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    private void run(JsonNode names) {
        Features features = sense.perceive(inputs(golden), (name, x) -> seen.put("sense." + name, x));
        ForwardBatch step = step(model, golden, features).withObserver(seen::put);
        Tensor logits = model.backbone().forward(step);
        for (JsonNode node : names) {
            String name = node.asText();
            switch (name) {
                case "logits", "language_model_outputs.logits" -> perToken(name, logits);
                case "image_hidden_states" -> compare(name, features.rows());
                case "vision_outputs.last_hidden_state" -> compare(name, seen.get("sense.encoder"));
                case "qformer_outputs.last_hidden_state" -> compare(name, seen.get("sense.qformer"));
                case "hidden_states" -> hiddenStates();
                case "loss" -> loss(logits);
                default -> checks.add(Check.failed(name, "the model has no such output"));
            }
        }
    }

    private void hiddenStates() {
        for (int i = 0; golden.has("hidden_states." + i); i++) {
            boolean last = !golden.has("hidden_states." + (i + 1));
            perToken("hidden_states." + i, seen.get(last ? "norm" : i == 0 ? "embeddings" : "layer." + (i - 1)));
        }
    }

    private void loss(Tensor logits) {
        float[] loss = {(float) Losses.mean(model.ops(), logits, targets(golden))};
        checks.add(Check.values("loss", loss, golden.tensor("loss").toFloats(), 1e-5, 1));
    }

    private void perToken(String name, @Nullable Tensor actual) {
        Tensor expected = golden.tensor(name);
        checks.add(
                actual == null
                        ? Check.failed(name, "the model shows no such output")
                        : Check.values(name, actual.toFloats(), batch.at(expected, expected.dim(2)), Check.LOGITS, 1));
    }

    private void compare(String name, @Nullable Tensor actual) {
        checks.add(
                actual == null
                        ? Check.failed(name, "the model shows no such output")
                        : Check.values(name, actual, golden.tensor(name)));
    }

    /** Continues the first row. */
    private void greedy() {
        int[] prompt = batch.ids()[0];
        int rows = (int)
                Arrays.stream(prompt).filter(i -> i == sense.placeholder()).count();
        Features all = sense.perceive(inputs(golden));
        Features own = new Features(all.rows().rows(0, rows), Segments.ofLengths(rows));
        SequenceState state = model.backbone().newState();
        long[] expected = golden.tensor("greedy_ids").toLongs();
        int[] actual = new int[expected.length];
        ForwardBatch step = model.placed(ForwardBatch.next(List.of(prompt), List.of(state)), sense, own, true);
        Tensor logits = model.backbone().forward(step.withOutputs(prompt.length - 1));
        for (int i = 0; i < actual.length; i++) {
            actual[i] = Argmax.of(logits.toFloats());
            if (i + 1 < actual.length) {
                logits = model.backbone().forward(ForwardBatch.next(List.of(new int[] {actual[i]}), List.of(state)));
            }
        }
        checks.add(Check.ids("greedy_ids", actual, expected));
    }
}
