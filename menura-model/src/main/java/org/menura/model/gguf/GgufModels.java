package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.format.gguf.GgufFile;
import org.menura.model.Config;
import org.menura.tensor.DType;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** GGUF files in Hugging Face's terms. */
public final class GgufModels {
    /** The architectures that are known. */
    public static final List<GgufFamily> FAMILIES = List.of(new LlamaGguf());

    private GgufModels() {}

    /** A file as a config and a checkpoint. */
    public record Translated(JsonNode config, Checkpoint weights) {}

    /**
     * A file to run from: tensors stay where they lie wherever a model can use them so.
     *
     * @throws FormatException if the architecture is not known, or the file is not as it should be
     */
    public static Translated translate(GgufFile file) {
        return translate(file, true);
    }

    /** A file as transformers would have saved it, for converting. */
    public static Translated toHuggingFace(GgufFile file) {
        return translate(file, false);
    }

    private static Translated translate(GgufFile file, boolean running) {
        GgufFamily family = ofFile(file);
        ObjectNode config = family.config(file, running);
        Config fields = new Config(config, file.source());
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        List<Mapping> mappings = family.mappings(fields, running);
        for (Mapping m : mappings) {
            if (file.has(m.gguf())) {
                for (int part = 0; part < m.huggingFace().size(); part++) {
                    entries.put(m.huggingFace().get(part), entry(file, m, part));
                }
            }
        }
        refuseUnknown(file, mappings);
        return new Translated(config, new Translation(file.source(), entries));
    }

    private static TensorEntry entry(GgufFile file, Mapping m, int part) {
        Shape shape = file.shape(m.gguf());
        DType dtype = file.dtype(m.gguf());
        try {
            return new TensorEntry(
                    m.conversion().dtype(dtype),
                    m.conversion().shape(shape, part),
                    () -> convert(file, m, part));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw misshapen(file, m, e);
        }
    }

    private static Tensor convert(GgufFile file, Mapping m, int part) {
        try {
            return m.conversion().toHuggingFace(file.tensor(m.gguf()), part);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw misshapen(file, m, e);
        }
    }

    private static FormatException misshapen(GgufFile file, Mapping m, RuntimeException cause) {
        return new FormatException(
                "%s: %s has the shape %s, which does not fit the file's metadata"
                        .formatted(file.source(), m.gguf(), file.shape(m.gguf())),
                cause);
    }

    private static void refuseUnknown(GgufFile file, List<Mapping> mappings) {
        Set<String> known = mappings.stream().map(Mapping::gguf).collect(Collectors.toSet());
        List<String> unknown = file.names().stream()
                .filter(n -> !known.contains(n) && !n.startsWith("rope_f"))
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
        return FAMILIES.stream()
                .filter(f -> f.architecture().equals(name))
                .findFirst()
                .orElseThrow(() -> new FormatException("%s: the architecture \"%s\" is not supported; supported: %s"
                        .formatted(
                                file.source(),
                                name,
                                FAMILIES.stream().map(GgufFamily::architecture).collect(Collectors.joining(", ")))));
    }

    /**
     * The family that a config's model is written as.
     *
     * @throws FormatException if GGUF has no architecture for it
     */
    public static GgufFamily ofConfig(Config config) {
        String type = config.text("model_type", "");
        return FAMILIES.stream()
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
