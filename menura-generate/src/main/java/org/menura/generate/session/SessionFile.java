package org.menura.generate.session;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.model.CausalModel;
import org.menura.model.SequenceState;
import org.menura.model.StateSpec;
import org.menura.model.adapter.AdaptedModel;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/**
 * Files of sessions: safetensors with the tokens and each part of the state, and in their metadata what model they
 * belong to.
 */
public final class SessionFile {
    private static final String FORMAT = "menura.session";
    private static final String VERSION = "2";
    private static final String MODEL = "menura.model";
    private static final String ADAPTERS = "menura.adapters";
    private static final String CACHE = "menura.cache";
    private static final String TOKENS = "tokens";
    private static final String LOGITS = "logits";
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SessionFile() {}

    /**
     * Saves a session; the file appears when it is complete.
     *
     * @throws IOException if it can't be written
     */
    public static void save(Session session, Path file) throws IOException {
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        tensors.put(TOKENS, TensorEntry.of(longs(session.tokens())));
        if (session.length() > 0) {
            tensors.put(
                    LOGITS,
                    TensorEntry.of(Tensor.of(session.logits(), session.model().vocabulary())));
        }
        List<SequenceState.Part> parts = session.state().parts();
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case SequenceState.Keys k -> {
                    tensors.put("keys." + i, rows(k.cache().keys(), session.cacheType()));
                    tensors.put("values." + i, rows(k.cache().values(), session.cacheType()));
                }
                case SequenceState.Recurrence r -> tensors.put("state." + i, TensorEntry.of(r.value()));
            }
        }
        Map<String, String> metadata = new TreeMap<>(Map.of(
                FORMAT,
                VERSION,
                MODEL,
                fingerprint(session.model()),
                CACHE,
                session.cacheType().name()));
        if (!AdaptedModel.updatesOf(session.model()).label().isEmpty()) {
            metadata.put(ADAPTERS, AdaptedModel.updatesOf(session.model()).label());
        }
        SafetensorsWriter.write(file, tensors, metadata);
    }

    /**
     * Loads a session of a model; it continues with the same tokens as the one that was saved.
     *
     * @throws FormatException if the file is damaged, or was saved with a model of another shape or with other switchable
     *     adapters
     */
    public static Session load(Path file, CausalModel model) {
        SafetensorsFile saved = open(file);
        if (!VERSION.equals(saved.metadata().get(FORMAT))) {
            throw new FormatException(file + " is no saved session of version " + VERSION);
        }
        if (!fingerprint(model).equals(saved.metadata().get(MODEL))) {
            throw new FormatException(file + " was saved with another model; start a new session with this one");
        }
        String adapters = saved.metadata().getOrDefault(ADAPTERS, "");
        if (!adapters.equals(AdaptedModel.updatesOf(model).label())) {
            throw new FormatException("%s was saved with %s; choose the same to go on with it"
                    .formatted(file, adapters.isEmpty() ? "no adapter" : "the adapter " + adapters));
        }
        int[] tokens = Arrays.stream(saved.tensor(TOKENS).toLongs())
                .mapToInt(id -> tokenId(id, model, file))
                .toArray();
        SequenceState state = model.newState(cacheType(saved, file));
        state.setLength(tokens.length);
        List<StateSpec> specs = model.states();
        for (int i = 0; i < specs.size(); i++) {
            restore(state, i, specs.get(i), saved, tokens.length, file);
        }
        return new Session(model, state, tokens, tokens.length == 0 ? null : logits(saved, model, file));
    }

    private static SafetensorsFile open(Path file) {
        try {
            return SafetensorsFile.open(file);
        } catch (FormatException e) {
            throw new FormatException("%s is no saved session, or damaged (%s)".formatted(file, e.getMessage()), e);
        }
    }

    private static DType cacheType(SafetensorsFile saved, Path file) {
        String name = saved.metadata().getOrDefault(CACHE, DType.F32.name());
        return Stream.of(DType.F32, DType.F16, DType.Q8_0)
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FormatException(
                        "%s: keys and values are stored as F32, F16 or Q8_0, not %s".formatted(file, name)));
    }

    private static float[] logits(SafetensorsFile saved, CausalModel model, Path file) {
        Tensor logits = floats(saved, LOGITS, file);
        if (!logits.shape().equals(Shape.of(model.vocabulary()))) {
            throw damaged(file, LOGITS);
        }
        return logits.toFloats();
    }

    private static int tokenId(long id, CausalModel model, Path file) {
        if (id < 0 || id >= model.vocabulary()) {
            throw new FormatException("%s holds the token id %d, which the model does not have".formatted(file, id));
        }
        return (int) id;
    }

    private static void restore(
            SequenceState state, int slot, StateSpec spec, SafetensorsFile saved, int length, Path file) {
        switch (spec) {
            case StateSpec.KeyValues kv -> {
                Tensor keys = rows(saved, "keys." + slot, kv.heads(), kv.keyDim(), file);
                Tensor values = rows(saved, "values." + slot, kv.heads(), kv.valueDim(), file);
                long held = keys.dim(0);
                boolean fits = values.dim(0) == held
                        && (held == length || kv.window() > 0 && held >= Math.min(length, kv.window() - 1));
                if (!fits) {
                    throw damaged(file, "keys." + slot);
                }
                state.cache(slot).restore(length, keys, values);
            }
            case StateSpec.Recurrent r -> {
                Tensor value = floats(saved, "state." + slot, file);
                if (!value.shape().equals(r.shape())) {
                    throw damaged(file, "state." + slot);
                }
                float[] to = state.recurrence(slot).floats();
                System.arraycopy(value.toFloats(), 0, to, state.recurrence(slot).offset(), (int) value.elements());
            }
        }
    }

    /** Keys or values, [rows, heads, dim]. */
    private static Tensor rows(SafetensorsFile saved, String name, int heads, int dim, Path file) {
        Tensor t = saved.tensor(name);
        boolean stored = t.dtype() == DType.F32 || t.dtype() == DType.F16;
        if (!stored
                || !t.shape()
                        .equals(Shape.of(t.shape().rank() == 0 ? 0 : t.shape().size(0), heads * dim))) {
            throw damaged(file, name);
        }
        return t.toHeap().reshape(t.shape().size(0), heads, dim);
    }

    private static Tensor floats(SafetensorsFile saved, String name, Path file) {
        Tensor t = saved.tensor(name);
        if (t.dtype() != DType.F32 || t.shape().rank() == 0) {
            throw damaged(file, name);
        }
        return t;
    }

    private static FormatException damaged(Path file, String name) {
        return new FormatException("%s: %s does not fit the model; the session is damaged".formatted(file, name));
    }

    /** What tells models of different shape apart. */
    private static String fingerprint(CausalModel model) {
        StringBuilder out = new StringBuilder().append(model.vocabulary());
        for (StateSpec spec : model.states()) {
            out.append(
                    switch (spec) {
                        case StateSpec.KeyValues kv ->
                            " kv%d/%d/%d".formatted(kv.heads() * kv.keyDim(), kv.heads() * kv.valueDim(), kv.window());
                        case StateSpec.Recurrent r -> " r" + r.shape();
                    });
        }
        return out.toString();
    }

    /** Keys or values [rows, heads, dim] as they are in the cache; as floats where it is quantised, which is exact. */
    private static TensorEntry rows(Tensor held, DType cacheType) {
        Shape shape = Shape.of(held.dim(0), held.dim(1) * held.dim(2));
        if (cacheType != DType.F16) {
            return TensorEntry.of(Tensor.of(held.floats(), 0, shape));
        }
        MemorySegment halves = MemorySegment.ofArray(new byte[held.floats().length * Short.BYTES]);
        Codecs.of(DType.F16).encode(held.floats(), 0, held.floats().length, halves, 0);
        return TensorEntry.of(Tensor.of(halves, DType.F16, shape));
    }

    private static Tensor longs(int[] values) {
        MemorySegment s = MemorySegment.ofArray(new byte[values.length * Long.BYTES]);
        for (int i = 0; i < values.length; i++) {
            s.set(LONG, (long) i * Long.BYTES, values[i]);
        }
        return Tensor.of(s, DType.I64, Shape.of(values.length));
    }
}
