package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.NamedExtensions;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.format.gguf.GgufFile;
import org.menura.model.Config;
import org.menura.model.weights.RowLayout;
import org.menura.model.weights.Weights;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** GGUF files in Hugging Face's terms. */
public final class GgufModels {
    private static final NamedExtensions<GgufFamily> FAMILIES = new NamedExtensions<>(
            GgufFamily.class,
            List.of(
                    new LlamaGguf(),
                    new Qwen2Gguf(),
                    new Qwen3Gguf(),
                    new Qwen3MoeGguf(),
                    new OlmoGguf(),
                    new Olmo2Gguf(),
                    new OlmoeGguf(),
                    new GemmaGguf(),
                    new Gemma2Gguf(),
                    new Gemma3Gguf(false),
                    new Gemma3Gguf(true),
                    new Phi2Gguf(),
                    new Phi3Gguf(),
                    new Gpt2Gguf(),
                    new StarCoderGguf(),
                    new StarCoder2Gguf(),
                    new GptNeoXGguf(),
                    new BloomGguf(),
                    new FalconGguf(),
                    new MambaGguf(),
                    new Mamba2Gguf(),
                    new Rwkv6Gguf(),
                    new Rwkv7Gguf(),
                    new BertGguf(),
                    new NomicBertGguf(),
                    new ModernBertGguf(),
                    new T5Gguf(true),
                    new T5Gguf(false)),
            GgufFamily::architecture);

    private GgufModels() {}

    /** Lists the architectures that are known, Menura's own first. */
    public static List<GgufFamily> families() {
        return List.copyOf(FAMILIES.byName().sequencedValues());
    }

    /** A file as a config and a checkpoint. */
    public record Translated(JsonNode config, Checkpoint weights) {}

    /**
     * Translates a file to run from: tensors stay where they lie wherever a model can use them so.
     *
     * @throws FormatException if the architecture is not known, or the file is not as it should be
     */
    public static Translated translate(GgufFile file) {
        return translate(file, true);
    }

    /**
     * Translates a file as transformers would have saved it, for converting. Values that the format stores as a
     * function of them (the norms of Gemma, the decay of Mamba) come back rounded.
     *
     * @throws FormatException as {@link #translate(GgufFile)}
     */
    public static Translated toHuggingFace(GgufFile file) {
        return translate(file, false);
    }

    /** Returns the order of the outputs of linear layers in a model that runs from a file. */
    public static RowLayout rows(GgufFile file) {
        GgufFamily family = ofFile(file);
        Layout checkpoint = layout(family, checkpointConfig(file), false);
        Layout running = layout(family, new Config(family.config(new GgufFields(file), true), file.source()), true);
        return new RunningRows(checkpoint, running);
    }

    /** Returns the config of a file's model as transformers would have saved it. */
    public static Config checkpointConfig(GgufFile file) {
        return new Config(ofFile(file).config(new GgufFields(file), false), file.source());
    }

    /** Returns the GGUF architecture that models of a {@code model_type} are written as, if the format has one. */
    public static Optional<String> architectureFor(String modelType) {
        return families().stream()
                .filter(f -> f.modelTypes().contains(modelType))
                .map(GgufFamily::architecture)
                .findFirst();
    }

    private static Translated translate(GgufFile file, boolean running) {
        return translate(file, ofFile(file), running);
    }

    static Translated translate(GgufFile file, GgufFamily family, boolean running) {
        ObjectNode config = family.config(new GgufFields(file), running);
        Layout layout = layout(family, new Config(config, file.source()), running);
        WeightFactors factors = new WeightFactors(file);
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        for (Mapping m : layout.mappings()) {
            if (m.isRead() && file.has(m.gguf())) {
                boolean scaled = factors.has(m);
                for (int part = 0; part < m.huggingFace().size(); part++) {
                    String name = m.huggingFace().get(part);
                    TensorEntry entry = entry(file, m, part);
                    if (scaled && running) {
                        Tensor factor = Tensor.of(new float[] {factors.of(m, part)}, 1);
                        entries.put(name + Weights.FACTOR, TensorEntry.of(factor));
                    }
                    entries.put(name, scaled && !running ? scaled(entry, factors.of(m, part)) : entry);
                }
            }
        }
        layout.joints().stream()
                .filter(j -> !entries.containsKey(j.huggingFace()))
                .forEach(j -> join(file, j, entries));
        layout.mappings().stream()
                .filter(m -> m.use() == Mapping.Use.FILLED)
                .flatMap(m -> m.huggingFace().stream())
                .forEach(bias -> fill(bias, entries));
        requireAll(file, layout, entries.keySet());
        refuseUnknown(file, family, layout);
        return new Translated(config, new Translation(file.source(), entries));
    }

    /** Adds the one tensor of several, if the file holds them all. */
    private static void join(GgufFile file, Layout.Joint joint, Map<String, TensorEntry> entries) {
        if (!file.names().containsAll(joint.gguf())) {
            return;
        }
        List<Shape> shapes = joint.gguf().stream().map(file::shape).toList();
        long columns = shapes.getFirst().size(-1);
        if (shapes.stream().anyMatch(s -> s.rank() != 2 || s.size(1) != columns)) {
            throw new FormatException("%s: %s have the shapes %s, which do not fit together"
                    .formatted(file.source(), String.join(", ", joint.gguf()), shapes));
        }
        List<DType> types = joint.gguf().stream().map(file::dtype).distinct().toList();
        entries.put(
                joint.huggingFace(),
                new TensorEntry(
                        types.size() == 1 ? types.getFirst() : DType.F32,
                        Shape.of(shapes.stream().mapToLong(s -> s.size(0)).sum(), columns),
                        () -> TensorRows.concat(
                                joint.gguf().stream().map(file::tensor).toList())));
    }

    /** Adds zeros for a bias that the file leaves out. */
    private static void fill(String bias, Map<String, TensorEntry> entries) {
        TensorEntry weight = entries.get(bias.replaceFirst("bias$", "weight"));
        if (weight != null && !entries.containsKey(bias)) {
            Shape shape = Shape.of(weight.shape().size(0));
            entries.put(bias, new TensorEntry(DType.F32, shape, () -> Tensor.zeros(shape.toArray())));
        }
    }

    private static Layout layout(GgufFamily family, Config config, boolean running) {
        try {
            return family.layout(config, running);
        } catch (ArithmeticException e) {
            throw new FormatException(config.source() + ": the metadata give sizes beyond 2^31", e);
        }
    }

    private static TensorEntry entry(GgufFile file, Mapping m, int part) {
        Shape shape = file.shape(m.gguf());
        DType dtype = file.dtype(m.gguf());
        try {
            return new TensorEntry(
                    m.conversion().dtype(dtype), m.conversion().shape(shape, part), () -> convert(file, m, part));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw misshapen(file, m, e);
        }
    }

    private static TensorEntry scaled(TensorEntry entry, float factor) {
        return new TensorEntry(
                DType.F32, entry.shape(), () -> TensorRows.map(entry.tensor().get(), x -> x * factor));
    }

    private static Tensor convert(GgufFile file, Mapping m, int part) {
        try {
            return m.conversion().toHuggingFace(file.tensor(m.gguf()), part);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw misshapen(file, m, e);
        }
    }

    private static FormatException misshapen(GgufFile file, Mapping m, RuntimeException cause) {
        return new FormatException(
                "%s: %s has the shape %s, which does not fit the file's metadata"
                        .formatted(file.source(), m.gguf(), file.shape(m.gguf())),
                cause);
    }

    private static void requireAll(GgufFile file, Layout layout, Set<String> there) {
        List<String> missing = layout.mappings().stream()
                .filter(m -> m.use() == Mapping.Use.REQUIRED && !there.containsAll(m.huggingFace()))
                .map(Mapping::gguf)
                .limit(8)
                .toList();
        if (!missing.isEmpty()) {
            throw new FormatException("%s lacks tensors that the architecture %s has: %s"
                    .formatted(file.source(), file.text("general.architecture"), String.join(", ", missing)));
        }
    }

    private static void refuseUnknown(GgufFile file, GgufFamily family, Layout layout) {
        Set<String> known = layout.mappings().stream()
                .map(Mapping::gguf)
                .flatMap(n -> Stream.concat(Stream.of(n), file.has(n) ? WeightFactors.names(n) : Stream.of()))
                .collect(Collectors.toSet());
        layout.joints().forEach(j -> known.addAll(j.gguf()));
        List<String> unknown = file.names().stream()
                .filter(n -> !known.contains(n) && !(family.hasRopeFactors() && GgufRope.isFactors(n)))
                .limit(8)
                .toList();
        if (!unknown.isEmpty()) {
            throw new FormatException("%s holds tensors that the architecture %s does not have: %s"
                    .formatted(file.source(), file.text("general.architecture"), String.join(", ", unknown)));
        }
    }

    /** The family of a file. */
    private static GgufFamily ofFile(GgufFile file) {
        String name = file.text("general.architecture");
        if (Mmproj.isIn(file)) {
            throw new FormatException(file.source()
                    + " holds what a language model sees with; open the file of the language model itself");
        }
        if (GgufAdapter.isIn(file)) {
            throw new FormatException(
                    file.source() + " holds an adapter; open the file of the model, and give this one as its adapter");
        }
        return Optional.ofNullable(FAMILIES.byName().get(name))
                .orElseThrow(() -> new FormatException("%s: the architecture \"%s\" is not supported; supported: %s"
                        .formatted(
                                file.source(),
                                name,
                                families().stream()
                                        .map(GgufFamily::architecture)
                                        .collect(Collectors.joining(", ")))));
    }

    /**
     * Returns the family that a config's model is written as.
     *
     * @throws FormatException if GGUF has no architecture for it
     */
    public static GgufFamily ofConfig(Config config) {
        String type = config.modelType();
        return families().stream()
                .filter(f -> f.modelTypes().contains(type))
                .findFirst()
                .orElseThrow(() -> new FormatException(
                        "%s: models of the type \"%s\" can't be written as GGUF".formatted(config.source(), type)));
    }

    private static final class Translation extends TensorTable {
        Translation(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
