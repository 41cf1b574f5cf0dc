package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.generate.sample.Argmax;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.model.SpeechModel;
import org.menura.tensor.Tensor;

/** A recorded case of a speech recognition model: {@code kind: generic} with {@code input_features}. */
public final class SpeechCase {
    private static final Set<String> OUTPUTS =
            Set.of("logits", "loss", "encoder_last_hidden_state", "encoder_hidden_states", "decoder_hidden_states");

    private final SpeechModel model;
    private final Checkpoint golden;
    private final List<Check> checks = new ArrayList<>();

    private SpeechCase(SpeechModel model, Checkpoint golden) {
        this.model = model;
        this.golden = golden;
    }

    static List<Check> run(SpeechModel model, Config config, CaseSettings settings, Checkpoint golden) {
        settings.knowOnly("outputs", OUTPUTS);
        if (settings.integer("decoder_start_token_id", model.startId()) != model.startId()) {
            throw settings.unsupported("decoder_start_token_id", "the model's config says " + model.startId());
        }
        SpeechCase c = new SpeechCase(model, golden);
        Map<String, Tensor> seen = new HashMap<>();
        Features heard = model.encode(features(golden), seen::put);
        if (golden.has("encoder_last_hidden_state")) {
            c.compare("encoder_last_hidden_state", heard.rows());
        }
        SpeechModel.Memory memory = model.remember(heard.rows(), heard.segments());
        Tensor logits =
                model.decode(ForwardBatch.whole(inputs(golden, config, model)).withObserver(seen::put), memory);
        c.compare("logits", logits);
        if (golden.has("loss")) {
            float loss = (float) Losses.mean(model.ops(), logits, targets(golden));
            c.checks.add(Check.values(
                    "loss", new float[] {loss}, golden.tensor("loss").toFloats(), 1e-5, 1));
        }
        c.hidden("encoder", seen);
        c.hidden("decoder", seen);
        if (golden.has("greedy_ids")) {
            c.greedy(heard);
        }
        return c.checks;
    }

    /** Reads the recorded features [clips, mels, frames] as the model takes them, [clips, frames, mels]. */
    public static Tensor features(Checkpoint golden) {
        Tensor in = golden.tensor("input_features");
        int sounds = in.dim(0);
        int mels = in.dim(1);
        int frames = in.dim(2);
        float[] x = in.toFloats();
        float[] out = new float[x.length];
        for (int s = 0; s < sounds; s++) {
            for (int m = 0; m < mels; m++) {
                for (int t = 0; t < frames; t++) {
                    out[(s * frames + t) * mels + m] = x[(s * mels + m) * frames + t];
                }
            }
        }
        return Tensor.of(out, sounds, frames, mels);
    }

    /** Reads the decoder's input ids: as recorded, or the labels shifted by one. */
    public static int[][] inputs(Checkpoint golden, Config config, SpeechModel model) {
        if (golden.has("decoder_input_ids")) {
            return Batch.rows(golden.tensor("decoder_input_ids"));
        }
        int pad = config.integer("pad_token_id", 50256);
        int[][] out = Batch.rows(golden.tensor("labels"));
        for (int[] row : out) {
            System.arraycopy(row, 0, row, 1, row.length - 1);
            row[0] = model.startId();
            for (int i = 1; i < row.length; i++) {
                row[i] = row[i] < 0 ? pad : row[i];
            }
        }
        return out;
    }

    /** Reads the decoder's targets, -100 where they do not count. */
    public static int[] targets(Checkpoint golden) {
        return Arrays.stream(Batch.rows(golden.tensor("labels")))
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    private void compare(String name, @Nullable Tensor actual) {
        checks.add(
                actual == null
                        ? Check.failed(name, "the model has fewer layers")
                        : Check.values(name, actual, golden.tensor(name)));
    }

    private void hidden(String stack, Map<String, Tensor> seen) {
        String prefix = stack + "_hidden_states.";
        for (int i = 0; golden.has(prefix + i); i++) {
            boolean last = !golden.has(prefix + (i + 1));
            compare(prefix + i, seen.get(stack + (i == 0 ? ".embeddings" : last ? ".norm" : ".layer." + (i - 1))));
        }
    }

    /** About the first sound, token by token. */
    private void greedy(Features heard) {
        long[] expected = golden.tensor("greedy_ids").toLongs();
        int rows = heard.segments().end(0);
        Tensor first = heard.rows().rows(0, rows);
        SpeechModel.Memory memory =
                model.remember(first, ForwardBatch.rows(rows).segments());
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
