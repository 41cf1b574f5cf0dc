package org.menura.format.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** A quantiser of GGUF files: writes a file anew with other tensor types. */
public final class GgufQuantizer {
    private static final int QUANTIZATION_VERSION = 2;

    private GgufQuantizer() {}

    /**
     * Writes {@code in} to {@code out} with the types that {@link TensorTypes} chooses.
     *
     * @throws FormatException if {@code in} does not say how many blocks it has, or a tensor can't be encoded
     * @throws IOException if {@code out} can't be written
     */
    public static void quantize(GgufFile in, Path out, FileType to, GgufWriter.Progress progress) throws IOException {
        Map<String, GgufValue> metadata = new LinkedHashMap<>(in.typedMetadata());
        metadata.put("general.file_type", GgufValue.uint32(to.number()));
        metadata.put("general.quantization_version", GgufValue.uint32(QUANTIZATION_VERSION));
        metadata.keySet().removeIf(k -> k.startsWith("split."));
        GgufWriter.write(out, metadata, entries(in, to), progress);
    }

    /**
     * Writes {@code in} to {@code out} with the types that it has, the parts of a split file together.
     *
     * @throws IOException if {@code out} can't be written
     */
    public static void copy(GgufFile in, Path out, GgufWriter.Progress progress) throws IOException {
        Map<String, GgufValue> metadata = new LinkedHashMap<>(in.typedMetadata());
        metadata.keySet().removeIf(k -> k.startsWith("split."));
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String name : in.names()) {
            tensors.put(name, TensorEntry.of(in, name));
        }
        GgufWriter.write(out, metadata, tensors, progress);
    }

    /**
     * Refuses to quantise what is quantised already, which loses more than to quantise the original.
     *
     * @throws FormatException if a tensor would go from one quantised type to another
     */
    public static void refuseQuantized(GgufFile in, FileType to) {
        for (Map.Entry<String, TensorEntry> e : entries(in, to).entrySet()) {
            DType before = in.dtype(e.getKey());
            DType after = e.getValue().dtype();
            if (before.isQuantized() && after.isQuantized() && before != after) {
                throw new FormatException(
                        ("%s is quantised already (%s is %s): %s made of it is worse than %s made of the"
                                        + " original; --allow-requantize makes it nevertheless")
                                .formatted(in.source(), e.getKey(), before, to, to));
            }
        }
    }

    /** The tensors of a file with the types that they are to have. */
    private static SequencedMap<String, TensorEntry> entries(GgufFile in, FileType to) {
        in.integer(in.text("general.architecture") + ".block_count");
        TensorTypes types = TensorTypes.of(to, in.metadata(), in.names());
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        for (String name : in.names()) {
            DType type = types.choose(name, in.shape(name), in.dtype(name));
            if (!Codecs.of(type).canEncode() && type != in.dtype(name)) {
                throw new FormatException("%s: tensor %s can't be written as %s".formatted(in.source(), name, type));
            }
            out.put(name, new TensorEntry(type, in.shape(name), () -> in.tensor(name)));
        }
        return out;
    }
}
