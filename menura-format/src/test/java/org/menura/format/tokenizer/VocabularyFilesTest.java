package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders without a tokenizer.json; expected values by transformers 5.24.0. */
class VocabularyFilesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeVocabulary() throws IOException {
        write("vocab.json", "{\"<s>\": 0, \"</s>\": 1, \"a\": 2, \"b\": 3, \"ab\": 4, \"\u0120\": 5}");
        write("merges.txt", "#version: 0.2\na b\n");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private int[] ids(String text) {
        return Tokenizers.fromFolder(folder).encode(text, true, true);
    }

    @Test
    void robertaIsKnownByTheModelsTypeToo() throws IOException {
        write("config.json", "{\"model_type\": \"roberta\"}");
        Tokenizer tokenizer = Tokenizers.fromFolder(folder);
        assertArrayEquals(new int[] {0, 4, 5, 4, 1}, tokenizer.encode("ab ab", true, false));
        assertArrayEquals(new int[] {0, 2, 8, 7, 1}, tokenizer.encode("a<mask><pad>", true, true));
        assertArrayEquals(
                new int[] {0, 4, 1, 1, 4, 1},
                tokenizer.encodePair("ab", "ab", true).ids());
        assertEquals(OptionalInt.of(7), tokenizer.pad());
        write("special_tokens_map.json", """
                {"cls_token": "a", "mask_token": {"content": "<mask>", "lstrip": true, "normalized": false}}""");
        assertArrayEquals(new int[] {2, 3, 8, 1}, ids("b <mask>"), "what the folder says counts more");
    }

    @Test
    void robertasRelativesAndTheClassInTheModelsConfigCount() throws IOException {
        write("config.json", "{\"model_type\": \"other\", \"tokenizer_class\": \"RobertaTokenizer\"}");
        assertArrayEquals(new int[] {0, 4, 1}, ids("ab"));
        for (String name : new String[] {"Bart", "Longformer", "LED", "Mvp"}) {
            write("tokenizer_config.json", "{\"tokenizer_class\": \"" + name + "Tokenizer\"}");
            assertArrayEquals(new int[] {0, 4, 1}, ids("ab"));
        }
        write("tokenizer_config.json", "{\"tokenizer_class\": \"GPT2Tokenizer\"}");
        assertArrayEquals(new int[] {4}, ids("ab"));
        write("tokenizer_config.json", """
                {"tokenizer_class": "GPT2Tokenizer", "eos_token": "</s>", "add_eos_token": true}""");
        assertArrayEquals(new int[] {4, 1}, ids("ab"));
    }
}
