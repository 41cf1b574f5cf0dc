package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.adapter.AdaptedWeights;
import org.menura.model.gguf.GgufExport;
import org.menura.model.gguf.GgufModels;
import org.menura.tensor.dtype.DType;

/** A converter of GGUF files to Hugging Face folders that transformers loads. */
public final class HfExport {
    private static final String TEMPLATE = "tokenizer.chat_template";
    private static final String VOCABULARY = "tokenizer.ggml.model";

    private HfExport() {}

    /**
     * Writes a model with its tokenizer and chat template; {@code folder} appears when it is complete.
     *
     * @param dtype type of the weights written: F32, F16 or BF16
     * @throws FormatException if the architecture is not known, or the vocabulary is of a kind that is not known
     * @throws IOException if the folder exists already and is not empty, or can't be written
     */
    public static void write(GgufFile file, Path folder, DType dtype) throws IOException {
        write(file, AdaptedWeights::new, folder, dtype);
    }

    /**
     * Writes a model with changed weights; see {@link #write(GgufFile, Path, DType)}.
     *
     * @param change gets the config, and the weights as transformers names and orders them
     */
    public static void write(
            GgufFile file, BiFunction<JsonNode, Checkpoint, AdaptedWeights> change, Path folder, DType dtype)
            throws IOException {
        GgufModels.Translated model = GgufModels.toHuggingFace(file);
        Map<String, String> files = new LinkedHashMap<>();
        if (file.hasKey(VOCABULARY) && !file.text(VOCABULARY).equals("none")) {
            files.putAll(Tokenizers.filesFromGguf(file.metadata()));
        }
        if (file.hasKey(TEMPLATE)) {
            files.put("chat_template.jinja", file.text(TEMPLATE));
        }
        ObjectNode generation = generation(file);
        if (!generation.isEmpty()) {
            files.put("generation_config.json", generation.toPrettyString() + "\n");
        }
        AdaptedWeights changed = change.apply(model.config(), model.weights());
        ModelFolder.write(folder, changed.config(), changed.weights(), files, dtype);
    }

    /** Which ids begin, end and pad texts, several of which may end one, and how tokens are drawn. */
    private static ObjectNode generation(GgufFile file) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        id(file, "bos").ifPresent(id -> out.put("bos_token_id", id));
        long[] ends = Stream.of("eos", "eot", "eom")
                .flatMapToLong(name -> id(file, name).stream())
                .distinct()
                .toArray();
        if (ends.length == 1) {
            out.put("eos_token_id", ends[0]);
        } else if (ends.length > 1) {
            ArrayNode list = out.putArray("eos_token_id");
            LongStream.of(ends).forEach(list::add);
        }
        id(file, "padding").ifPresent(id -> out.put("pad_token_id", id));
        GgufExport.SAMPLING.forEach((key, name) -> {
            if (file.hasKey(key)) {
                // The decimal that was meant is the shortest that gives the 32 bits.
                double value = Double.parseDouble(Float.toString((float) file.number(key)));
                out.put("do_sample", true);
                out.set(name, name.equals("top_k") ? IntNode.valueOf((int) value) : DoubleNode.valueOf(value));
            }
        });
        return out;
    }

    private static OptionalLong id(GgufFile file, String name) {
        String key = "tokenizer.ggml." + name + "_token_id";
        return file.hasKey(key) ? OptionalLong.of(file.integer(key)) : OptionalLong.empty();
    }
}
