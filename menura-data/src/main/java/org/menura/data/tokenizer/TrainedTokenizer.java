package org.menura.data.tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.OutputFile;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

/**
 * A trained tokenizer and its files.
 *
 * @param json the content of {@code tokenizer.json}
 * @param config the content of {@code tokenizer_config.json}
 * @param size number of tokens: as many as wanted, or fewer if the documents have no more
 */
public record TrainedTokenizer(String json, String config, int size) {
    /**
     * Creates the tokenizer, ready to use; which of its tokens begin, end or pad a text is known only once it is
     * written.
     */
    public Tokenizer tokenizer() {
        return Tokenizers.fromJson(json.getBytes(StandardCharsets.UTF_8), "the trained tokenizer");
    }

    /**
     * Writes {@code tokenizer.json} and {@code tokenizer_config.json} into a folder, which is created if need be. A
     * file that is there is replaced once the new one is complete.
     *
     * @throws IOException if they can't be written
     */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve("tokenizer_config.json"), config);
        write(folder.resolve("tokenizer.json"), json);
    }

    private static void write(Path file, String content) throws IOException {
        OutputFile.write(file, content.getBytes(StandardCharsets.UTF_8));
    }
}
