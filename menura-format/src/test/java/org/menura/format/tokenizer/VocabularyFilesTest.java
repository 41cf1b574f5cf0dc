package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

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

    @Test
    void addedTokensOfOlderFoldersHaveTheirIds() throws IOException {
        write("added_tokens.json", "{\"<x>\": 7, \"<y>\": 6}");
        write("special_tokens_map.json", "{\"eos_token\": \"</s>\", \"additional_special_tokens\": [\"<y>\"]}");
        Tokenizer tokenizer = Tokenizers.fromFolder(folder);
        assertArrayEquals(new int[] {4, 7, 5, 6, 2}, tokenizer.encode("ab<x> <y>a", true, true));
        assertTrue(tokenizer.isSpecial(6));
        assertFalse(tokenizer.isSpecial(7));
        write("added_tokens.json", "{\"<x>\": \"7\"}");
        assertThrows(FormatException.class, () -> Tokenizers.fromFolder(folder));
    }

    @Test
    void qwensWordsAndNormalFormAreItsOwn() throws IOException {
        write("vocab.json", """
                {"<|endoftext|>": 0, "a": 1, "b": 2, "ab": 3, "\u0120": 4, "1": 5, "2": 6, "12": 7, "\u00c3": 8,
                 "\u00a4": 9, "'": 10, "S": 11, "'S": 12, "\u0120a": 13, "\u00c3\u00a4": 14}""");
        write("merges.txt", "#version: 0.2\na b\n1 2\n\u00c3 \u00a4\n' S\n\u0120 a\n");
        for (String type : new String[] {"qwen2", "qwen3"}) {
            write("config.json", "{\"model_type\": \"" + type + "\"}");
            assertArrayEquals(new int[] {3, 4, 5, 6, 14, 13, 12}, ids("ab 12a\u0308 a'S"));
            assertArrayEquals(new int[] {1, 0, 5, 6}, ids("a<|endoftext|>12"));
        }
        assertEquals(OptionalInt.of(0), Tokenizers.fromFolder(folder).eos());
        write("tokenizer_config.json", "{\"tokenizer_class\": \"GPTNeoXTokenizer\"}");
        assertArrayEquals(new int[] {3, 4, 7, 14, 13, 10, 11}, ids("ab 12a\u0308 a'S"));
        write("tokenizer_config.json", "{\"tokenizer_class\": \"GPT2Tokenizer\"}");
        assertArrayEquals(new int[] {1, 0, 7}, ids("a<|endoftext|>12"));
    }

    @Test
    void whisperBeginsATranscript() throws IOException {
        write("config.json", "{\"model_type\": \"whisper\"}");
        write("added_tokens.json", """
                {"<|endoftext|>": 6, "<|startoftranscript|>": 7, "<|en|>": 8, "<|transcribe|>": 9,
                 "<|notimestamps|>": 10}""");
        assertArrayEquals(new int[] {7, 10, 4, 6}, ids("ab"));
        write("tokenizer_config.json", "{\"task\": \"transcribe\", \"predict_timestamps\": true}");
        assertArrayEquals(new int[] {7, 9, 4, 6}, ids("ab"));
    }

    private void model(String file) throws IOException {
        Files.copy(TestData.tokenizer("sentencepiece-unigram-botchan.model"), folder.resolve(file));
    }

    @Test
    void t5EndsTextsAndHasPlacesForWhatIsLeftOut() throws IOException {
        model("spiece.model");
        for (String type : new String[] {"t5", "mt5"}) {
            write("config.json", "{\"model_type\": \"" + type + "\"}");
            assertArrayEquals(new int[] {9, 459, 7, 70, 17, 901, 2}, ids("I saw the red shirt"));
            assertArrayEquals(new int[] {11, 1099, 80, 1000, 78, 2}, ids(" a <extra_id_0> b<extra_id_99>c"));
        }
        assertEquals(1100, Tokenizers.fromFolder(folder).size());
        write("tokenizer_config.json", "{\"extra_ids\": 0, \"additional_special_tokens\": [\"<x>\"]}");
        assertArrayEquals(new int[] {11, 1000, 2}, ids("a<x>"));
    }

    /** Numbers of {@code SiglipTokenizer}, transformers 5.24.0. */
    @Test
    void siglipReadsLowercaseWordsWithoutPunctuation() throws IOException {
        model("spiece.model");
        write("config.json", "{\"model_type\": \"siglip\"}");
        int[] words = {4, 25, 459, 7, 70, 17, 901, 2};
        assertArrayEquals(words, ids("I saw the red shirt"));
        assertArrayEquals(words, ids("I  saw:\tthe RED, shirt!"));
        assertArrayEquals(new int[] {11, 66, 78, 86, 74, 2}, ids("a_b [c] d-e \u2581 f"));
        assertArrayEquals(words, ids("\"I saw\" the red shirt"));
        assertArrayEquals(new int[] {4, 0, 4, 997, 2}, ids("\u65e5\u672c z"));
        assertArrayEquals(new int[] {2}, ids("..."));
        assertEquals(2, Tokenizers.fromFolder(folder).pad().orElseThrow());
        write("tokenizer_config.json", "{\"tokenizer_class\": \"SiglipTokenizer\", \"do_lower_case\": false}");
        assertArrayEquals(new int[] {9, 459, 7, 4, 204, 120, 373, 901, 2}, ids("I  saw:\tthe RED, shirt!"));
    }

    @Test
    void camembertsPiecesFollowFiveTokens() throws IOException {
        model("sentencepiece.bpe.model");
        write("config.json", "{\"model_type\": \"camembert\"}");
        Tokenizer tokenizer = Tokenizers.fromFolder(folder);
        assertArrayEquals(
                new int[] {5, 13, 463, 11, 74, 21, 905, 6}, tokenizer.encode("I saw the red shirt", true, false));
        assertArrayEquals(new int[] {5, 8, 3, 8, 1001, 6}, tokenizer.encode("\u65e5\u672c z", true, false));
        assertArrayEquals(new int[] {5, 15, 1004, 84, 1004, 5, 6}, tokenizer.encode("a<mask>b <mask> <s>", true, true));
        assertArrayEquals(
                new int[] {5, 15, 6, 6, 84, 6},
                tokenizer.encodePair("a", "b", true).ids());
        assertEquals(1005, tokenizer.size());
    }

    @Test
    void llamasLaterWayPutsABlankBeforeTheTextAlone() throws IOException {
        Files.copy(TestData.tokenizer("sentencepiece-bpe-small.model"), folder.resolve("tokenizer.model"));
        String config = "{\"tokenizer_class\": \"LlamaTokenizer\", \"add_bos_token\": true, \"legacy\": false%s}";
        write("tokenizer_config.json", config.formatted(""));
        assertArrayEquals(new int[] {1, 5, 2, 952}, ids("a</s>b"));
        assertArrayEquals(new int[] {1, 931, 969}, ids(" x"));
        assertEquals("x", Tokenizers.fromFolder(folder).decode(new int[] {1, 931, 969}, true));
        write("tokenizer_config.json", config.formatted(", \"add_prefix_space\": false"));
        assertArrayEquals(new int[] {1, 935, 2, 952}, ids("a</s>b"));
        assertEquals(" x", Tokenizers.fromFolder(folder).decode(new int[] {1, 931, 969}, true));
    }
}
