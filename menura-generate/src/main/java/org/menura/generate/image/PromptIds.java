package org.menura.generate.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

/**
 * The token ids of prompts: as long as the text encoder reads, cut or filled up, since diffusion models were trained
 * so.
 *
 * @param tokenizer puts its own tokens around a text
 * @param length ids of every prompt
 * @param fill the id behind short ones
 */
record PromptIds(Tokenizer tokenizer, int length, int fill) {
    /** That of a folder, for an encoder that reads at most {@code longest} ids. */
    static PromptIds open(Path folder, int longest) {
        Tokenizer tokenizer = Tokenizers.fromFolder(folder);
        Path file = folder.resolve("tokenizer_config.json");
        int length = longest;
        if (Files.exists(file)) {
            JsonNode most = Json.parse(file).path("model_max_length");
            if (most.isNumber() && most.doubleValue() >= 2) {
                length = (int) Math.min(longest, most.doubleValue());
            }
        }
        return new PromptIds(
                tokenizer, length, tokenizer.pad().orElse(tokenizer.eos().orElse(0)));
    }

    /** The ids of a text. */
    int[] ids(String text) {
        int[] all = tokenizer.encode(text, true, false);
        int[] ids = Arrays.copyOf(all, length);
        if (all.length > length) {
            ids[length - 1] = all[all.length - 1]; // the end of text stays the end
        } else {
            Arrays.fill(ids, all.length, length, fill);
        }
        return ids;
    }

    /** Returns whether the end of a text is cut off. */
    boolean cuts(String text) {
        return tokenizer.encode(text, true, false).length > length;
    }
}
