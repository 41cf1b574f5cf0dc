package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

class TokenizersTest {
    private static final String WORDS = """
            {"added_tokens": [{"id": 3, "content": "<eos>", "special": true}, {"id": 7, "content": "<far>", "special": true},
              {"id": 6, "content": "<tool>", "special": false}],
             "pre_tokenizer": {"type": "Whitespace"},
             "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1, "<unk>": 2}, "unk_token": "<unk>"}}""";

    @Test
    void aLlamaFolderAddsBosAndKnowsItsRoles() {
        Tokenizer tokenizer = Tokenizers.fromFolder(TestData.root().resolve("models/stories260K"));
        assertEquals(512, tokenizer.size());
        assertEquals(OptionalInt.of(1), tokenizer.bos());
        assertEquals(OptionalInt.of(2), tokenizer.eos());
        assertEquals(OptionalInt.of(0), tokenizer.unk());
        assertEquals(OptionalInt.empty(), tokenizer.pad());
        int[] plain = tokenizer.encode("Once upon a time", false, false);
        int[] whole = tokenizer.encode("Once upon a time", true, false);
        assertEquals(1, whole[0]);
        assertEquals(plain.length + 1, whole.length);
        assertEquals("Once upon a time", tokenizer.decode(whole, true));
        assertArrayEquals(new int[] {1}, tokenizer.encode("", true, false));
        assertArrayEquals(new int[0], tokenizer.encode("", false, false));
    }

    @Test
    void specialTokensAreRecognisedOnRequestOnly() {
        Tokenizer tokenizer = Tokenizers.fromFolder(TestData.root().resolve("models/stories260K"));
        assertArrayEquals(new int[] {2}, tokenizer.encode("</s>", false, true));
        int[] text = tokenizer.encode("</s>", false, false);
        assertTrue(text.length > 1);
        assertEquals("</s>", tokenizer.decode(text, true));
        assertEquals("", tokenizer.decode(new int[] {2}, true));
        assertEquals("</s>", tokenizer.decode(new int[] {2}, false));
        assertTrue(tokenizer.isSpecial(2));
        assertFalse(tokenizer.isSpecial(300));
        assertEquals(0, tokenizer.bytes(2).length);
        assertEquals(3, tokenizer.addedTokens().size());
    }

    @Test
    void idsOfAddedTokensAreThoseOfTheFileAlsoWhenSpecialOnesAreNotParsed() {
        Tokenizer tokenizer = Tokenizers.fromJson(WORDS.getBytes(StandardCharsets.UTF_8), "words");
        assertArrayEquals(new int[] {0, 7, 6, 1}, tokenizer.encode("a <far> <tool> b", false, true));
        int[] plain = tokenizer.encode("a <tool> b <eos>", false, false);
        assertEquals(6, plain[1]);
        assertEquals(1, plain[2]);
        assertEquals(2, plain[3]);
        assertEquals(8, tokenizer.size());
        assertEquals("", tokenizer.token(5));
        assertEquals("<far>", tokenizer.token(7));
        assertEquals(OptionalInt.of(7), tokenizer.id("<far>"));
        assertThrows(IllegalArgumentException.class, () -> tokenizer.token(8));
        assertThrows(IllegalArgumentException.class, () -> tokenizer.token(-1));
        assertEquals("a b", tokenizer.decode(new int[] {0, 7, 1, 99, -5}, true).strip());
    }

    @Test
    void theConfigurationSaysWhetherBertHasCase(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                   "strip_accents": false, "lowercase": false},
                 "model": {"type": "WordPiece", "unk_token": "?", "continuing_subword_prefix": "##",
                   "max_input_chars_per_word": 100, "vocab": {"?": 0, "e": 1, "E": 2, "\u00c9": 3}}}
                """);
        assertArrayEquals(new int[] {3}, Tokenizers.fromFolder(folder).encode("\u00c9", false, false));
        Path config = folder.resolve("tokenizer_config.json");
        Files.writeString(config, "{\"tokenizer_class\": \"BertTokenizer\"}");
        assertArrayEquals(new int[] {1}, Tokenizers.fromFolder(folder).encode("\u00c9", false, false));
        Files.writeString(
                config,
                "{\"tokenizer_class\": \"BertTokenizerFast\", \"do_lower_case\": false, \"strip_accents\": true}");
        assertArrayEquals(new int[] {2}, Tokenizers.fromFolder(folder).encode("\u00c9", false, false));
        Files.writeString(config, "{\"tokenizer_class\": \"PreTrainedTokenizerFast\"}");
        assertArrayEquals(new int[] {3}, Tokenizers.fromFolder(folder).encode("\u00c9", false, false));
    }

    @Test
    void aModelDoesNotFindAddedTokensInsideWords() {
        String json = """
                {"added_tokens": [
                   {"id": 0, "content": "[UNK]", "special": true, "normalized": false},
                   {"id": 4, "content": "ol", "single_word": true, "normalized": false},
                   {"id": 5, "content": "<s>", "special": true, "normalized": false},
                   {"id": 6, "content": "<e>", "normalized": false}],
                 "pre_tokenizer": {"type": "WhitespaceSplit"},
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                   "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "o": 1, "##l": 2, "##d": 3}}}
                """;
        Tokenizer tokenizer = Tokenizers.fromJson(json.getBytes(StandardCharsets.UTF_8), "words");
        assertArrayEquals(new int[] {1, 2, 3, 4, 6}, tokenizer.encode("old ol <e>", false, false));
        assertArrayEquals(new int[] {0, 6, 1}, tokenizer.encode("<s> <e>o", false, false));
        assertArrayEquals(new int[] {5, 6, 1}, tokenizer.encode("<s> <e>o", false, true));
    }

    @Test
    void bertJoinsPairsWithSegments() throws IOException {
        Tokenizer tokenizer = Tokenizers.fromFile(TestData.tokenizer("ggml-vocab-bert-bge.gguf"));
        EncodedPair pair = tokenizer.encodePair("hello", "new world", true);
        assertArrayEquals(new int[] {101, 7592, 102, 2047, 2088, 102}, pair.ids());
        assertArrayEquals(new int[] {0, 0, 0, 1, 1, 1}, pair.typeIds());
        assertArrayEquals(new int[] {101, 7592, 102}, tokenizer.encode("hello", true, false));
        assertEquals("hello, new world.", tokenizer.decode(tokenizer.encode("Hello, new world .", true, false), true));
        assertArrayEquals(new int[] {103}, tokenizer.encode("[MASK]", false, true));
    }

    @Test
    void olderFoldersAreRead(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhel\n##lo\n");
        Tokenizer bert = Tokenizers.fromFolder(folder);
        assertArrayEquals(new int[] {2, 4, 5, 3}, bert.encode("Hello", true, false));
        Files.writeString(
                folder.resolve("vocab.json"),
                "{\"<s>\": 0, \"</s>\": 1, \"a\": 2, \"b\": 3, \"ab\": 4, \"\u0120\": 5}");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b\n");
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\": \"RobertaTokenizer\", \"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\"}}");
        Tokenizer roberta = Tokenizers.fromFolder(folder);
        assertArrayEquals(new int[] {0, 4, 5, 4, 1}, roberta.encode("ab ab", true, false));
        assertEquals(OptionalInt.of(1), roberta.eos());
        EncodedPair pair = roberta.encodePair("ab", "ab", true);
        assertArrayEquals(new int[] {0, 4, 1, 1, 4, 1}, pair.ids());
    }

    @Test
    void clipsVocabularyEndsWordsAndForgetsBlanksAndCase() {
        Tokenizer clip = Tokenizers.fromFolder(TestData.root().resolve("golden/stable-diffusion-tiny/tokenizer"));
        assertArrayEquals(new int[] {94, 85, 89, 91, 95}, clip.encode(" The red\n fox", true, false));
        assertArrayEquals(new int[] {92, 20, 46, 80}, clip.encode("Blue!", false, false));
        assertArrayEquals(new int[] {69, 70, 40, 60}, clip.encode("12's", false, false));
        assertEquals(OptionalInt.of(95), clip.pad());
        assertEquals(OptionalInt.of(94), clip.bos());
    }

    @Test
    void theConfigurationCountsAsTransformersTakesIt(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), WORDS);
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"tokenizer_class": "LlamaTokenizerFast", "bos_token": "<eos>", "eos_token": "<far>", "add_eos_token": true,
                 "added_tokens_decoder": {"9": {"content": "<new>", "special": true}}}""");
        Tokenizer tokenizer = Tokenizers.fromFolder(folder);
        assertArrayEquals(new int[] {3, 0, 7}, tokenizer.encode("a", true, false));
        assertArrayEquals(new int[] {9}, tokenizer.encode("<new>", false, true));
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"tokenizer_class": "LlamaTokenizerFast", "bos_token": "<eos>", "add_bos_token": false}""");
        assertArrayEquals(new int[] {0}, Tokenizers.fromFolder(folder).encode("a", true, false));
        String neox = """
                {"tokenizer_class": "GPTNeoXTokenizerFast", "bos_token": "<eos>", "add_bos_token": %s}""";
        Files.writeString(folder.resolve("tokenizer_config.json"), neox.formatted("null"));
        assertArrayEquals(new int[] {0}, Tokenizers.fromFolder(folder).encode("a", true, false));
        Files.writeString(folder.resolve("tokenizer_config.json"), neox.formatted("true"));
        assertArrayEquals(new int[] {3, 0}, Tokenizers.fromFolder(folder).encode("a", true, false));
    }

    /** As transformers 5.24.0 writes folders: without flags, the tokenizer.json says what stands around a text. */
    @Test
    void withoutFlagsThePostProcessorCounts(@TempDir Path folder) throws IOException {
        String ending = """
                "post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A", "type_id": 0}},
                  {"SpecialToken": {"id": "<eos>", "type_id": 0}}], "pair": [{"Sequence": {"id": "A", "type_id": 0}},
                  {"Sequence": {"id": "B", "type_id": 0}}],
                  "special_tokens": {"<eos>": {"id": "<eos>", "ids": [3], "tokens": ["<eos>"]}}}, "model":""";
        Files.writeString(folder.resolve("tokenizer.json"), WORDS.replace("\"model\":", ending));
        for (String name : List.of("LlamaTokenizer", "CohereTokenizer", "GemmaTokenizer")) {
            String config = "{\"tokenizer_class\": \"%s\", \"bos_token\": \"<far>\"%s}";
            Files.writeString(folder.resolve("tokenizer_config.json"), config.formatted(name, ""));
            assertArrayEquals(new int[] {0, 3}, Tokenizers.fromFolder(folder).encode("a", true, false));
            Files.writeString(
                    folder.resolve("tokenizer_config.json"), config.formatted(name, ", \"add_bos_token\": true"));
            assertArrayEquals(new int[] {7, 0}, Tokenizers.fromFolder(folder).encode("a", true, false));
        }
    }

    @Test
    void specialTokensThatOnlyTheConfigurationNamesAreAdded(@TempDir Path folder) throws IOException {
        String pairs = """
                {"model": {"type": "BPE", "vocab": {"a": 0, "<": 1, "m": 2, ">": 3, "c": 4, "x": 5}, "merges": []},
                 "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"}}""";
        for (String json : List.of(
                pairs, pairs.replace("\"merges\"", "\"unk_token\": \"a\", \"end_of_word_suffix\": null, \"merges\""))) {
            Files.writeString(folder.resolve("tokenizer.json"), json);
            Files.writeString(folder.resolve("tokenizer_config.json"), """
                    {"mask_token": {"content": "<m>", "lstrip": false}, "additional_special_tokens": ["<x>"],
                     "pad_token": "c"}""");
            Files.writeString(folder.resolve("special_tokens_map.json"), """
                    {"cls_token": "<c>"}""");
            Tokenizer tokenizer = Tokenizers.fromFolder(folder);
            assertArrayEquals(new int[] {0, 7, 8, 6, 4}, tokenizer.encode("a<m><x><c>c", false, true));
            assertEquals("a", tokenizer.decode(new int[] {0, 7, 8, 6, 4}, true));
            Files.writeString(folder.resolve("tokenizer_config.json"), """
                    {"added_tokens_decoder": {}, "extra_special_tokens": {"image_token": "<x>"},
                     "additional_special_tokens": ["<m>"]}""");
            assertArrayEquals(
                    new int[] {1, 2, 3, 6, 1, 4, 3},
                    Tokenizers.fromFolder(folder).encode("<m><x><c>", false, true),
                    "the map is silent, the former name has no say");
        }
    }

    @Test
    void longTextIsNeitherTruncatedNorPadded() {
        Tokenizer tokenizer = Tokenizers.fromFolder(TestData.root().resolve("models/stories260K"));
        String text = "Once upon a time ".repeat(500).strip();
        int[] ids = tokenizer.encode(text, false, false);
        assertTrue(ids.length > 512);
        assertEquals(text, tokenizer.decode(ids, true));
    }

    @Test
    void halvesOfSurrogatePairsBecomeReplacementCharacters() {
        Tokenizer tokenizer = Tokenizers.fromFolder(TestData.root().resolve("models/stories260K"));
        String text = "a\uD83D b\uDE00 \uD83D\uDE00";
        assertEquals("a\uFFFD b\uFFFD \uD83D\uDE00", tokenizer.decode(tokenizer.encode(text, false, false), true));
    }

    @Test
    void aRunThatTheRegularExpressionsCannotTakeIsRefused() throws IOException {
        GgufVocabulary vocabulary = GgufVocabulary.of(TestData.metadata(TestData.tokenizer("ggml-vocab-gpt-2.gguf")));
        Tokenizer tokenizer = Tokenizers.withLibrary(vocabulary);
        String blanks = " ".repeat(2_000_001);
        FormatException e = assertThrows(FormatException.class, () -> tokenizer.encode(blanks, false, false));
        assertTrue(e.getMessage().contains("blanks"), e.getMessage());
    }

    @Test
    void otherFilesAndFoldersAreRefused(@TempDir Path folder) throws IOException {
        assertThrows(FormatException.class, () -> Tokenizers.fromFolder(folder));
        assertThrows(FormatException.class, () -> Tokenizers.fromFolder(folder.resolve("none")));
        assertThrows(FormatException.class, () -> Tokenizers.fromFile(folder.resolve("picture.png")));
        assertThrows(FormatException.class, () -> Tokenizers.fromFile(folder.resolve("missing.model")));
        Files.writeString(folder.resolve("tokenizer.json"), "{");
        assertThrows(FormatException.class, () -> Tokenizers.fromFolder(folder));
    }

    @Test
    void bytesAreTheirOwnIds() {
        Tokenizer tokenizer = Tokenizers.bytes();
        assertEquals(256, tokenizer.size());
        assertArrayEquals(new int[] {0x61, 0xC3, 0xA4}, tokenizer.encode("a\u00e4", true, true));
        assertEquals("a\u00e4", tokenizer.decode(new int[] {0x61, 0xC3, 0xA4}, true));
        assertEquals(List.of(), tokenizer.addedTokens());
        assertArrayEquals(new byte[] {(byte) 0xC3}, tokenizer.bytes(0xC3));
        assertEquals(OptionalInt.empty(), tokenizer.eos());
    }

    /** Expected values by transformers 5.24.0. */
    @Test
    void xlmRobertasPiecesHaveFairseqsIds(@TempDir Path folder) throws IOException {
        Files.copy(
                TestData.root().resolve("tokenizers/sentencepiece-unigram-botchan.model"),
                folder.resolve("sentencepiece.bpe.model"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"xlm-roberta\"}");
        Tokenizer tokenizer = Tokenizers.fromFolder(folder);
        assertArrayEquals(
                new int[] {0, 10, 460, 8, 71, 18, 902, 2}, tokenizer.encode("I saw the red shirt", true, false));
        assertArrayEquals(new int[] {0, 5, 3, 5, 998, 2}, tokenizer.encode("日本 z", true, false));
        EncodedPair pair = tokenizer.encodePair("I saw the red shirt", "a cat", true);
        assertArrayEquals(new int[] {0, 10, 460, 8, 71, 18, 902, 2, 2, 12, 79, 78, 2}, pair.ids());
        assertArrayEquals(new int[13], pair.typeIds());
        assertEquals(OptionalInt.of(1001), tokenizer.id("<mask>"));
        assertEquals(1002, tokenizer.size());
    }

    @Test
    void tokensOfPhi3TakeTheBlanksBehindThem() {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("general.name", "Phi 3 Mini");
        metadata.put("tokenizer.ggml.model", "llama");
        metadata.put(
                "tokenizer.ggml.tokens", new String[] {"<unk>", "<s>", "</s>", "\u2581", "a", "\u2581a", "<|user|>"});
        metadata.put("tokenizer.ggml.scores", new double[] {0, 0, 0, -3, -2, -1, 0});
        metadata.put("tokenizer.ggml.token_type", new long[] {2, 3, 4, 1, 1, 1, 3});
        metadata.put("tokenizer.ggml.unknown_token_id", 0L);
        metadata.put("tokenizer.ggml.add_bos_token", false);
        Tokenizer tokenizer = Tokenizers.fromGguf(metadata);
        assertArrayEquals(new int[] {6, 5, 2, 5, 1, 3, 5}, tokenizer.encode("<|user|> \n a</s>  a<s> a", false, true));
        metadata.put("general.name", "Llama 3");
        assertArrayEquals(new int[] {6, 3, 5}, Tokenizers.fromGguf(metadata).encode("<|user|> a", false, true));
    }

    @Test
    void filesOfEncodersSayWhatStandsBetweenTwoTexts() {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("tokenizer.ggml.model", "t5");
        metadata.put("tokenizer.ggml.tokens", new String[] {"<s>", "<pad>", "</s>", "<unk>", "a", "b"});
        metadata.put("tokenizer.ggml.scores", new double[] {0, 0, 0, 0, -1, -2});
        metadata.put("tokenizer.ggml.token_type", new long[] {3, 3, 3, 2, 1, 1});
        metadata.put("tokenizer.ggml.unknown_token_id", 3L);
        metadata.put("tokenizer.ggml.bos_token_id", 0L);
        metadata.put("tokenizer.ggml.eos_token_id", 2L);
        metadata.put("tokenizer.ggml.add_bos_token", true);
        metadata.put("tokenizer.ggml.add_eos_token", true);
        metadata.put("tokenizer.ggml.token_type_count", 1L);
        EncodedPair one = Tokenizers.fromGguf(metadata).encodePair("ab", "b", true);
        assertArrayEquals(new int[] {0, 4, 5, 2, 2, 5, 2}, one.ids());
        assertArrayEquals(new int[7], one.typeIds());
        metadata.put("tokenizer.ggml.add_sep_token", false);
        metadata.put("tokenizer.ggml.token_type_count", 2L);
        EncodedPair two = Tokenizers.fromGguf(metadata).encodePair("ab", "b", true);
        assertArrayEquals(new int[] {0, 4, 5, 2, 5, 2}, two.ids());
        assertArrayEquals(new int[] {0, 0, 0, 0, 1, 1}, two.typeIds());
    }
}
