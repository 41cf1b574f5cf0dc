package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.format.Checkpoint;
import org.menura.format.Modality;
import org.menura.generate.prompt.PlaceholderExpander;
import org.menura.generate.prompt.PlaceholderExpander.Expanded;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.Inputs;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** A recorded case of a vision-language model: {@code kind: generic} with ids and pixels. */
public final class MultimodalCase {
    private final MultimodalModel model;
    private final InputModality sense;
    private final Checkpoint golden;
    private final Batch batch;
    private final Map<String, Tensor> seen = new HashMap<>();
    private final List<Check> checks = new ArrayList<>();

    private MultimodalCase(MultimodalModel model, Checkpoint golden) {
        this.model = model;
        this.sense = model.sense(Modality.IMAGE);
        this.golden = golden;
        this.batch = Batch.of(golden, "input_ids", "attention_mask");
    }

    static List<Check> run(MultimodalModel model, CaseSettings settings, Checkpoint golden) {
        MultimodalCase c = new MultimodalCase(model, golden);
        c.run(settings.texts("outputs"));
        if (golden.has("greedy_ids")) {
            c.greedy();
        }
        return c.checks;
    }

    /**
     * Makes the forward pass over the recorded batch, with the image features in place of their tokens.
     *
     * @param features the image features
     */
    public static ForwardBatch step(MultimodalModel model, Checkpoint golden, Features features) {
        Batch batch = Batch.of(golden, "input_ids", "attention_mask");
        int frame = 0;
        int[][] ids = new int[batch.ids().length][];
        List<Integer> at = new ArrayList<>();
        int before = 0;
        for (int s = 0; s < ids.length; s++) {
            Expanded prompt = expanded(model, batch.ids()[s], features.segments(), frame);
            frame += prompt.inputs().size();
            ids[s] = prompt.ids();
            for (int row : at(prompt)) {
                at.add(before + row);
            }
            before += ids[s].length;
        }
        int[] rows = at.stream().mapToInt(Integer::intValue).toArray();
        ForwardBatch step = ForwardBatch.whole(ids).withEmbeds(List.of(new InputEmbeds(rows, features.rows())));
        if (!model.bidirectionalPrompt()) {
            return step;
        }
        Segments s = step.segments();
        // While it is taught, the model must not see what it is to write.
        int[] recorded = golden.has("token_type_ids") ? batch.at(golden.tensor("token_type_ids")) : new int[s.rows()];
        int[] types = golden.has("labels") ? recorded : new int[s.rows()];
        return step.withPrefixes(IntStream.range(0, s.count())
                .map(i -> (int) IntStream.range(s.start(i), s.end(i))
                        .filter(r -> types[r] == 0)
                        .count())
                .toArray());
    }

    /** A sequence in which what stands for an image is one place, and becomes what it was as it does for users. */
    private static Expanded expanded(MultimodalModel model, int[] ids, Segments frames, int first) {
        int placeholder = model.sense(Modality.IMAGE).placeholder();
        List<Integer> places = new ArrayList<>();
        List<PlaceholderExpander.Input> inputs = new ArrayList<>();
        for (int i = 0; i < ids.length; ) {
            if (ids[i] != placeholder) {
                places.add(ids[i++]);
                continue;
            }
            int rows = frames.length(first + inputs.size());
            places.add(ChatRenderer.place(Modality.IMAGE));
            inputs.add(new PlaceholderExpander.Input(Modality.IMAGE, Arrays.copyOfRange(ids, i, i + rows)));
            i += rows;
        }
        return PlaceholderExpander.expand(
                model, places.stream().mapToInt(Integer::intValue).toArray(), inputs);
    }

    private static int[] at(Expanded prompt) {
        return prompt.inputs().stream().flatMapToInt(r -> Arrays.stream(r.at())).toArray();
    }

    /** Reads the recorded pixels; images of zeros pad a batch and are left out. */
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

    /** Reads the target of each row of the batch; -1 where it does not count. */
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

    private void run(List<String> names) {
        Features features = sense.perceive(inputs(golden), (name, x) -> seen.put("sense." + name, x));
        ForwardBatch step = step(model, golden, features).withObserver(seen::put);
        Tensor logits = model.backbone().forward(step);
        for (String name : names) {
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
        Features all = sense.perceive(inputs(golden));
        Expanded first = expanded(model, batch.ids()[0], all.segments(), 0);
        int[] at = at(first);
        InputEmbeds own = new InputEmbeds(at, all.rows().rows(0, at.length));
        Session session = new Session(model.backbone());
        Prompt prompt = new Prompt(first.ids(), List.of(own), model.bidirectionalPrompt());
        long[] expected = golden.tensor("greedy_ids").toLongs();
        checks.add(Greedy.check(session, () -> session.feed(prompt), expected));
    }
}
