package org.menura.model.load;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.OutputFolder;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.format.safetensors.ShardedSafetensors;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Writes models as Hugging Face folders. */
public final class ModelFolder {
    /** transformers' limit. */
    private static final long MAX_SHARD_BYTES = 5_000_000_000L;

    /** How diffusers calls the file of weights. */
    private static final String DIFFUSERS_WEIGHTS = "diffusion_pytorch_model.safetensors";

    private static final float MAX_HALF = 65504;

    private static final Map<DType, String> NAMES =
            Map.of(DType.F32, "float32", DType.F16, "float16", DType.BF16, "bfloat16");
    /** Python writes and reads infinities as bare words. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private ModelFolder() {}

    /**
     * Writes a randomly initialised model: the same seed gives the same bytes.
     *
     * @param source where the config comes from, for messages
     * @param dtype F32, F16 or BF16
     * @throws org.menura.format.FormatException if the config is not one of a model that Menura has
     * @throws IOException if the folder exists already and is not empty, or can't be written
     */
    public static void initialize(Path folder, JsonNode config, String source, long seed, DType dtype, Backend ops)
            throws IOException {
        SequencedMap<String, TensorEntry> weights = new LinkedHashMap<>();
        Models.initialize(config, source, seed, ops)
                .forEach((name, tensor) -> weights.put(name, cast(TensorEntry.of(tensor), dtype)));
        write(folder, config, weights, Map.of(), List.of(), dtype);
    }

    /**
     * Writes a model; the folder appears when it is complete.
     *
     * @param files more texts for the folder, by name
     * @param dtype type of the weights written: F32, F16 or BF16
     * @throws IOException if the folder exists already and is not empty, or can't be written
     */
    public static void write(Path folder, JsonNode config, Checkpoint weights, Map<String, String> files, DType dtype)
            throws IOException {
        write(folder, config, weights, files, List.of(), dtype);
    }

    /**
     * Writes a model; the folder appears when it is complete.
     *
     * @param copied files that are copied into the folder
     * @param dtype type of the weights written: F32, F16 or BF16
     * @throws IOException if the folder exists already and is not empty, or can't be written
     */
    public static void write(Path folder, JsonNode config, Checkpoint weights, List<Path> copied, DType dtype)
            throws IOException {
        write(folder, config, weights, Map.of(), copied, dtype);
    }

    /**
     * Writes a model; the folder appears when it is complete.
     *
     * @param files more texts for the folder, by name
     * @param copied files and folders that are copied into the folder
     * @param dtype type of the weights written: F32, F16 or BF16
     * @throws IOException if the folder exists already and is not empty, or can't be written
     */
    public static void write(
            Path folder, JsonNode config, Checkpoint weights, Map<String, String> files, List<Path> copied, DType dtype)
            throws IOException {
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        for (String name : weights.names()) {
            entries.put(name, cast(TensorEntry.of(weights, name), dtype));
        }
        write(folder, config, entries, files, copied, dtype);
    }

    private static void write(
            Path folder,
            JsonNode config,
            SequencedMap<String, TensorEntry> weights,
            Map<String, String> files,
            List<Path> copied,
            DType dtype)
            throws IOException {
        OutputFolder.write(folder, part -> {
            Files.createDirectories(part);
            ObjectNode typed = config.deepCopy();
            if (config.has("_class_name")) { // one of diffusers'
                SafetensorsWriter.write(part.resolve(DIFFUSERS_WEIGHTS), weights, SafetensorsWriter.PYTORCH);
            } else {
                ShardedSafetensors.write(part, weights, MAX_SHARD_BYTES);
                typed.put(typed.has("dtype") ? "dtype" : "torch_dtype", NAMES.get(dtype));
            }
            Files.writeString(part.resolve("config.json"), JSON.writeValueAsString(typed) + "\n");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(part.resolve(file.getKey()), file.getValue());
            }
            for (Path file : copied) {
                OutputFolder.copy(file, part.resolve(file.getFileName()));
            }
        });
    }

    /**
     * Replaces a folder that holds a model by a new one, once that is complete.
     *
     * @throws FormatException if what is there is no model
     */
    public static void replace(Path folder, OutputFolder.Writer writer) throws IOException {
        Path target = OutputFile.resolve(folder);
        if (!Files.isDirectory(target) || OutputFolder.isEmpty(target)) {
            writer.write(folder);
            return;
        }
        if (!Files.exists(target.resolve("config.json")) && !Files.exists(target.resolve("model_index.json"))) {
            throw new FormatException(
                    folder + " holds something else than a model, so it is not replaced; name another folder");
        }
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Path old = target.resolveSibling(target.getFileName() + ".old");
        OutputFolder.delete(fresh);
        OutputFolder.delete(old);
        try {
            writer.write(fresh);
            OutputFile.move(target, old);
            OutputFile.move(fresh, target);
            OutputFolder.delete(old);
        } finally {
            OutputFolder.delete(fresh);
        }
    }

    private static TensorEntry cast(TensorEntry entry, DType dtype) {
        return entry.dtype() == dtype || !entry.dtype().isFloat()
                ? entry
                : new TensorEntry(
                        dtype, entry.shape(), () -> encode(entry.tensor().get(), dtype));
    }

    private static Tensor encode(Tensor tensor, DType dtype) {
        float[] values = tensor.toFloats();
        if (dtype == DType.F16) {
            requireInRange(values);
        }
        MemorySegment bytes = Arena.ofAuto().allocate(dtype.bytes(values.length), Long.BYTES);
        Codecs.of(dtype).encode(values, 0, values.length, bytes, 0);
        return Tensor.of(bytes, dtype, tensor.shape());
    }

    private static void requireInRange(float[] values) {
        for (float value : values) {
            if (Math.abs(value) > MAX_HALF && Math.abs(value) < Float.POSITIVE_INFINITY) {
                throw new FormatException("a weight is %s, but float16 holds numbers up to %s only; take BF16 or F32"
                        .formatted(value, MAX_HALF));
            }
        }
    }
}
