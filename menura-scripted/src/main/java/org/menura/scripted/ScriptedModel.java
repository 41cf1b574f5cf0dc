package org.menura.scripted;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;

/**
 * A decoder whose logits come from a table of answers instead of weights. It keeps the tokens it has seen in a KV cache of
 * one head, so that its sequences are forked, cut and batched as those of any attention model.
 *
 * <p>What stands after the last introduction of an assistant's turn is the answer so far; what stands before it chooses the
 * {@linkplain Script#answer answer}. Tokens that continue that answer have high logits, the longest the highest. Tokens
 * that leave out some of it come next, so that the answer goes on where a constraint forbids a part of it.
 */
final class ScriptedModel implements CausalModel {
    private static final float HIGHEST = 10_000;
    private static final float PER_SKIPPED = 500;
    private static final float PER_BYTE = 10;
    /** Most bytes of an answer that are left out at a time. */
    static final int SKIPPED = 12;

    private static final StateSpec.KeyValues TOKENS = new StateSpec.KeyValues(1, 2, 1, 0);
    private static final int BASE = 1024;

    private final Backend ops;
    private final ScriptVocabulary vocabulary;
    private final Answers answers;
    private final int context;
    private final List<StateSpec> states;
    /** Scales logits, so that there is a layer that adapters can change. */
    private final Linear scale;

    private ScriptedModel(
            Backend ops,
            ScriptVocabulary vocabulary,
            Answers answers,
            int context,
            List<StateSpec> states,
            Linear scale) {
        this.ops = ops;
        this.vocabulary = vocabulary;
        this.answers = answers;
        this.context = context;
        this.states = states;
        this.scale = scale;
    }

    static ScriptedModel of(Config config, Weights weights) {
        int slot = weights.slot(TOKENS);
        if (slot != 0) {
            throw new IllegalStateException("a scripted model has one state, not " + (slot + 1));
        }
        config.integer("eos_token_id", 0);
        ScriptVocabulary vocabulary = new ScriptVocabulary(config.texts("tokens"));
        if (config.positive("vocab_size") != vocabulary.size()) {
            throw config.unsupported("vocab_size", "the bytes and the field tokens make " + vocabulary.size());
        }
        Linear scale = new Linear(weights.at("scale"), 1, 1, false);
        weights.finish();
        return new ScriptedModel(
                weights.ops(),
                vocabulary,
                Answers.of(config.raw("answers"), config.text("introduction")),
                config.positive("max_position_embeddings"),
                weights.states(),
                scale);
    }

    @Override
    public Tensor forward(ForwardBatch step) {
        KvCache[] caches = step.caches(0);
        int rows = step.ids().length;
        int[][] before = new int[rows][];
        for (int s = 0; s < step.segments().count(); s++) {
            int[] seen = caches == null ? new int[0] : seen(caches[s]);
            int from = step.segments().start(s);
            int to = step.segments().end(s);
            int[] all = Arrays.copyOf(seen, seen.length + to - from);
            System.arraycopy(step.ids(), from, all, seen.length, to - from);
            for (int row = from; row < to; row++) {
                before[row] = Arrays.copyOf(all, seen.length + row - from + 1);
            }
            if (caches != null) {
                remember(step.ids(), from, to, caches[s]);
            }
        }
        float[] ones = new float[rows];
        Arrays.fill(ones, 1);
        float[] scales = scale.apply(Tensor.of(ones, rows, 1)).toFloats(); // [rows, 1]
        int[] outputs = step.outputs() == null ? range(rows) : step.outputs();
        float[] logits = new float[Math.multiplyExact(outputs.length, vocabulary.size())];
        float[] hidden = new float[Math.multiplyExact(outputs.length, ScriptVocabulary.BYTES)];
        for (int i = 0; i < outputs.length; i++) {
            byte[] text = vocabulary.bytes(before[outputs[i]]);
            score(text, scales[outputs[i]], logits, i * vocabulary.size());
            for (byte b : text) {
                hidden[i * ScriptVocabulary.BYTES + (b & 0xff)]++;
            }
        }
        step.keepHidden(Tensor.of(hidden, outputs.length, ScriptVocabulary.BYTES)); // [rows, 256]: counts of bytes
        step.finish();
        return Tensor.of(logits, outputs.length, vocabulary.size());
    }

    private static int[] range(int n) {
        int[] out = new int[n];
        Arrays.setAll(out, i -> i);
        return out;
    }

    /** Writes the logits of what follows a text. */
    private void score(byte[] text, float factor, float[] logits, int at) {
        Answers.Place place = answers.place(text);
        byte[] answer = place.answer();
        int last = Math.min(answer.length - 1, place.position() + SKIPPED);
        for (int from = place.position(); from <= last; from++) {
            float base = HIGHEST - PER_SKIPPED * (from - place.position());
            for (int id = 0; id < vocabulary.size(); id++) {
                byte[] token = vocabulary.bytes(id);
                if (id != ScriptVocabulary.END && isAt(answer, from, token)) {
                    logits[at + id] = Math.max(logits[at + id], base + PER_BYTE * token.length);
                }
            }
        }
        float end = place.position() >= answer.length ? HIGHEST : PER_SKIPPED;
        logits[at + ScriptVocabulary.END] = end;
        for (int id = 0; id < vocabulary.size(); id++) {
            logits[at + id] *= factor;
        }
    }

    private static boolean isAt(byte[] text, int from, byte[] part) {
        return from + part.length <= text.length && Arrays.equals(text, from, from + part.length, part, 0, part.length);
    }

    // Ids in two digits, which float16 holds exactly.
    private static void remember(int[] ids, int from, int to, KvCache cache) {
        float[] keys = new float[2 * (to - from)];
        for (int i = from; i < to; i++) {
            keys[2 * (i - from)] = Math.floorDiv(ids[i], BASE);
            keys[2 * (i - from) + 1] = ids[i] % BASE;
        }
        cache.append(Tensor.of(keys, to - from, 1, 2), Tensor.zeros(to - from, 1, 1), 0, to - from);
    }

    private static int[] seen(KvCache cache) {
        float[] keys = cache.length() == 0 ? new float[0] : cache.keys().toFloats(); // [length, 1, 2]
        int[] ids = new int[keys.length / 2];
        Arrays.setAll(ids, i -> Math.round(keys[2 * i]) * BASE + Math.round(keys[2 * i + 1]));
        return ids;
    }

    @Override
    public List<StateSpec> states() {
        return states;
    }

    @Override
    public int vocabulary() {
        return vocabulary.size();
    }

    @Override
    public int contextLength() {
        return context;
    }

    @Override
    public Backend ops() {
        return ops;
    }

    @Override
    public String toString() {
        return "a script of %d answers".formatted(answers.count());
    }

    /** Encodes a text as UTF-8. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
