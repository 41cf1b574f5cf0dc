package org.menura.model.gguf;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.Config;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Internal;
import org.menura.tensor.dtype.DType;

/**
 * Reads LoRA adapters that llama.cpp's {@code convert_lora_to_gguf.py} writes: for each weight that has an update, two
 * tensors of its name, {@code .lora_a} [rank, in] and {@code .lora_b} [out, rank]. The update of the table of tokens is [in,
 * rank] in its first, and those of experts are stacked. Norms beside them are passed over, as llama.cpp does.
 */
@Internal
public final class GgufAdapter {
    private static final String TYPE = "general.type";
    private static final String KIND = "adapter.type";
    private static final String ALPHA = "adapter.lora.alpha";
    private static final String ACTIVATION = "adapter.alora.invocation_tokens";
    private static final String FIRST = ".lora_a";
    private static final String SECOND = ".lora_b";
    private static final String WEIGHT = ".weight";
    private static final String TABLE = "token_embd.weight";

    private final GgufFile file;
    private final double alpha;

    private GgufAdapter(GgufFile file) {
        this.file = file;
        if (!isIn(file)) {
            throw new FormatException(file.source() + " holds no adapter, but a model");
        }
        if (!file.hasKey(KIND) || !file.text(KIND).equals("lora")) {
            throw new FormatException(
                    "%s: its %s is not lora, the only kind that is supported".formatted(file.source(), KIND));
        }
        if (file.hasKey(ACTIVATION)) {
            throw new FormatException(
                    file.source() + " is an adapter that some tokens switch on (aLoRA), which is not supported");
        }
        this.alpha = file.hasKey(ALPHA) ? file.number(ALPHA) : 0;
    }

    /** Returns whether a file holds an adapter, not a model. */
    static boolean isIn(GgufFile file) {
        return file.hasKey(TYPE) && file.text(TYPE).equals("adapter");
    }

    /**
     * Returns an adapter with the file's own names of layers.
     *
     * @throws FormatException if the file is damaged, or no adapter of a kind that is supported
     */
    public static PeftAdapter stored(GgufFile file) {
        GgufAdapter adapter = new GgufAdapter(file);
        SequencedMap<String, LoraPair> pairs = new LinkedHashMap<>();
        adapter.updates().forEach((name, pair) -> pairs.put(withoutWeight(name), pair));
        return adapter.of(pairs);
    }

    /**
     * Returns an adapter with the names and the order of rows that checkpoints have.
     *
     * @param base the config of the model, as checkpoints have it
     * @throws FormatException if the file is damaged, no adapter of a kind that is supported, or one of another architecture
     */
    public static PeftAdapter read(GgufFile file, Config base) {
        GgufAdapter adapter = new GgufAdapter(file);
        GgufFamily family = GgufModels.ofConfig(base);
        String architecture = file.text("general.architecture");
        if (!architecture.equals(family.architecture())) {
            throw new FormatException("%s is an adapter of the architecture %s, and the model is of %s"
                    .formatted(file.source(), architecture, family.architecture()));
        }
        Map<String, Mapping> mappings = new HashMap<>();
        family.layout(base, false).mappings().stream()
                .filter(Mapping::isRead)
                .forEach(m -> mappings.putIfAbsent(m.gguf(), m));
        SequencedMap<String, LoraPair> pairs = new LinkedHashMap<>();
        adapter.updates().forEach((name, pair) -> {
            Mapping mapping = mappings.get(name);
            if (mapping == null) {
                throw new FormatException(
                        "%s updates %s, which the model does not have".formatted(file.source(), name));
            }
            for (int part = 0; part < mapping.huggingFace().size(); part++) {
                pairs.put(withoutWeight(mapping.huggingFace().get(part)), adapter.part(pair, mapping, part));
            }
        });
        return adapter.of(pairs);
    }

    private PeftAdapter of(SequencedMap<String, LoraPair> pairs) {
        if (pairs.isEmpty()) {
            throw new FormatException(file.source() + " holds no tensors of an adapter");
        }
        return PeftAdapter.of(file.source(), rank(pairs.firstEntry().getValue()), alpha, pairs);
    }

    /** The updates by the names of the weights in the file. */
    private SequencedMap<String, LoraPair> updates() {
        SequencedMap<String, LoraPair> out = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.endsWith("_norm.weight")) {
                continue;
            }
            String weight = name.substring(0, Math.max(0, name.length() - FIRST.length()));
            String other = weight + (name.endsWith(FIRST) ? SECOND : FIRST);
            if (!name.endsWith(FIRST) && !name.endsWith(SECOND) || !file.has(other)) {
                throw new FormatException(
                        "%s holds %s, which is no half of an update with both".formatted(file.source(), name));
            }
            out.computeIfAbsent(weight, this::update);
        }
        return out;
    }

    private LoraPair update(String weight) {
        boolean isTable = weight.equals(TABLE);
        TensorEntry a = isTable
                ? computed(
                        transposed(file.shape(weight + FIRST)), () -> TensorRows.transpose(file.tensor(weight + FIRST)))
                : entry(weight + FIRST);
        TensorEntry b = entry(weight + SECOND);
        int rank = a.shape().rank();
        boolean fit = rank == b.shape().rank()
                && (rank == 2 || rank == 3 && a.shape().size(0) == b.shape().size(0))
                && a.shape().size(rank - 2) == b.shape().size(rank - 1);
        if (!fit) {
            throw new FormatException(
                    "%s: the halves of the update of %s have shapes %s and %s, which do not fit each other"
                            .formatted(file.source(), weight, a.shape(), b.shape()));
        }
        long inner = b.shape().size(rank - 1);
        return new LoraPair(a, b, alpha == 0 ? 1 : (float) (alpha / inner), isTable, false, null);
    }

    /** The update of a checkpoint's weight that lies in a weight of the file. */
    private LoraPair part(LoraPair whole, Mapping mapping, int part) {
        boolean isStack = whole.a().shape().rank() == 3;
        if (isStack && whole.a().shape().size(0) != mapping.huggingFace().size()) {
            throw new FormatException("%s: the update of %s is no stack of %d"
                    .formatted(
                            file.source(), mapping.gguf(), mapping.huggingFace().size()));
        }
        TensorEntry a = isStack ? one(whole.a(), part) : whole.a();
        TensorEntry b =
                isStack ? one(whole.b(), part) : whole.isEmbedding() ? whole.b() : rows(whole.b(), mapping, part);
        boolean isInFirst = mapping.conversion().equals(Conversions.transposed());
        return new LoraPair(a, b, whole.scale(), whole.isEmbedding(), isInFirst, null);
    }

    /** One of a stack of matrices. */
    private static TensorEntry one(TensorEntry stack, int index) {
        int rows = stack.shape().dim(1);
        int width = stack.shape().dim(2);
        return computed(
                Shape.of(rows, width),
                () -> stack.tensor()
                        .get()
                        .reshape(stack.shape().size(0) * rows, width)
                        .rows(index * rows, (index + 1) * rows));
    }

    /** The rows of a part, in the order of checkpoints. */
    private TensorEntry rows(TensorEntry b, Mapping mapping, int part) {
        try {
            Shape whole = mapping.conversion().shape(Shape.of(b.shape().size(0), 1), part);
            return computed(
                    Shape.of(whole.elements(), b.shape().size(1)),
                    () -> RunningRows.byColumns(
                            b.tensor().get(), column -> mapping.conversion().toHuggingFace(column, part)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new FormatException(
                    "%s: the update of %s has the shape %s, which does not fit the model"
                            .formatted(file.source(), mapping.gguf(), b.shape()),
                    e);
        }
    }

    private static int rank(LoraPair pair) {
        return pair.b().shape().dim(pair.b().shape().rank() - 1);
    }

    private static Shape transposed(Shape shape) {
        return shape.rank() == 2 ? TensorRows.transposed(shape) : shape;
    }

    private TensorEntry entry(String name) {
        Shape shape = file.shape(name);
        return computed(shape, () -> Tensor.of(file.tensor(name).toFloats(), shape.toArray()));
    }

    private static TensorEntry computed(Shape shape, Supplier<Tensor> tensor) {
        return new TensorEntry(DType.F32, shape, tensor);
    }

    private static String withoutWeight(String name) {
        return name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
    }
}
