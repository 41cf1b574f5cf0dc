package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.Checkpoint;
import org.menura.generate.sample.Argmax;
import org.menura.model.Config;
import org.menura.model.EncoderDecoder;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.tensor.Tensor;

/** Recorded outputs of an encoder–decoder: {@code kind: generic} with {@code input_ids} and {@code labels}. */
final class Seq2SeqCase {
    private static final Set<String> OUTPUTS =
            Set.of("logits", "loss", "encoder_last_hidden_state", "encoder_hidden_states", "decoder_hidden_states");

    private final EncoderDecoder model;
    private final Checkpoint golden;
    private final Batch batch;
    private final List<Check> checks = new ArrayList<>();

    private Seq2SeqCase(EncoderDecoder model, Checkpoint golden) {
        this.model = model;
        this.golden = golden;
        this.batch = Batch.of(golden, "input_ids", "attention_mask");
    }

    static List<Check> run(EncoderDecoder model, Config config, CaseSettings settings, Checkpoint golden) {
        Seq2SeqCase c = new Seq2SeqCase(model, golden);
        settings.knowOnly("outputs", OUTPUTS);
        if (settings.integer("decoder_start_token_id", model.startId()) != model.startId()) {
            throw settings.unsupported("decoder_start_token_id", "the model's config says " + model.startId());
        }
        c.forced(config.integer("pad_token_id", 0));
        if (golden.has("greedy_ids")) {
            c.greedy();
        }
        return c.checks;
    }

    private void forced(int pad) {
        Map<String, Tensor> seen = new HashMap<>();
        ForwardBatch reading = ForwardBatch.whole(batch.ids()).withObserver(seen::put);
        Tensor encoded = model.encode(reading);
        int[][] labels = Batch.rows(golden.tensor("labels"));
        int[][] inputs = Arrays.stream(labels).map(l -> shiftedRight(l, pad)).toArray(int[][]::new);
        EncoderDecoder.Memory memory = model.remember(encoded, reading.segments());
        Tensor logits = model.decode(ForwardBatch.whole(inputs).withObserver(seen::put), memory);
        checks.add(Check.values("logits", logits, golden.tensor("logits")));
        int[] targets = Arrays.stream(labels).flatMapToInt(Arrays::stream).toArray();
        checks.add(Check.values(
                "loss",
                new float[] {(float) Losses.mean(model.ops(), logits, targets)},
                golden.tensor("loss").toFloats(),
                1e-5,
                1));
        if (golden.has("encoder_last_hidden_state")) {
            checks.add(read("encoder_last_hidden_state", encoded));
        }
        hidden("encoder", seen);
        hidden("decoder", seen);
    }

    private void hidden(String stack, Map<String, Tensor> seen) {
        String prefix = stack + "_hidden_states.";
        for (int i = 0; golden.has(prefix + i); i++) {
            boolean last = !golden.has(prefix + (i + 1));
            Tensor actual = seen.get(stack + (i == 0 ? ".embeddings" : last ? ".norm" : ".layer." + (i - 1)));
            String name = prefix + i;
            if (actual == null) {
                checks.add(Check.failed(name, "the model has fewer layers"));
            } else {
                checks.add(
                        stack.equals("encoder") ? read(name, actual) : Check.values(name, actual, golden.tensor(name)));
            }
        }
    }

    /** What the encoder makes of padding is nobody's business. */
    private Check read(String name, Tensor actual) {
        Tensor expected = golden.tensor(name);
        return Check.values(name, actual.toFloats(), batch.at(expected, expected.dim(2)), Check.LOGITS, 1);
    }

    private int[] shiftedRight(int[] labels, int pad) {
        int[] out = new int[labels.length];
        out[0] = model.startId();
        for (int i = 1; i < out.length; i++) {
            out[i] = labels[i - 1] < 0 ? pad : labels[i - 1];
        }
        return out;
    }

    private void greedy() {
        long[] expected = golden.tensor("greedy_ids").toLongs();
        ForwardBatch reading = ForwardBatch.whole(batch.ids()[0]);
        EncoderDecoder.Memory memory = model.remember(model.encode(reading), reading.segments());
        List<SequenceState> states = List.of(model.newState());
        int[] actual = new int[expected.length];
        int next = model.startId();
        for (int i = 0; i < actual.length; i++) {
            next = Argmax.of(model.decode(ForwardBatch.next(List.of(new int[] {next}), states), memory)
                    .toFloats());
            actual[i] = next;
        }
        checks.add(Check.ids("greedy_ids", actual, expected));
    }
}
