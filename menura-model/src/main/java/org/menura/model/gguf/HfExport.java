package org.menura.model.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.DType;

/** Writes GGUF files as Hugging Face folders that transformers loads. */
public final class HfExport {
    private static final String TEMPLATE = "tokenizer.chat_template";
    private static final String VOCABULARY = "tokenizer.ggml.model";

    private HfExport() {}

    /**
     * Writes a model with its tokenizer and chat template; {@code folder} appears when it is complete.
     *
     * @param dtype what the weights become: F32, F16 or BF16
     * @throws FormatException if the architecture is not known, or the vocabulary can't be written as tokenizer.json
     * @throws IOException if the folder exists already and is not empty, or can't be written
     */
    public static void write(GgufFile file, Path folder, DType dtype) throws IOException {
        GgufModels.Translated model = GgufModels.toHuggingFace(file);
        Map<String, String> files = new LinkedHashMap<>();
        if (file.hasKey(VOCABULARY) && !file.text(VOCABULARY).equals("none")) {
            files.put("tokenizer.json", Tokenizers.jsonFromGguf(file.metadata()));
            files.put("tokenizer_config.json", Tokenizers.configFromGguf(file.metadata()));
        }
        if (file.hasKey(TEMPLATE)) {
            files.put("chat_template.jinja", file.text(TEMPLATE));
        }
        ModelFolder.write(folder, model.config(), model.weights(), files, dtype);
    }
}
