package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufStrings;
import org.menura.format.json.Json;

@Tag("slow")
class GgufVocabularyWriterTest {
    @Test
    void stories260kBecomesALlamaVocabularyWithTheSameIds() {
        Path folder = TestData.root().resolve("models/stories260K");
        Map<String, Object> metadata = GgufVocabularyWriter.fromFolder(folder, 512);
        assertEquals("llama", metadata.get("tokenizer.ggml.model"));
        assertEquals(512, ((String[]) metadata.get("tokenizer.ggml.tokens")).length);
        assertEquals(true, metadata.get("tokenizer.ggml.add_space_prefix"));
        assertEquals(true, metadata.get("tokenizer.ggml.add_bos_token"));
        assertEquals(1L, metadata.get("tokenizer.ggml.bos_token_id"));
        assertEquals(2L, metadata.get("tokenizer.ggml.eos_token_id"));
        long[] types = (long[]) metadata.get("tokenizer.ggml.token_type");
        assertArrayEquals(new long[] {2, 3, 3, 6}, Arrays.copyOf(types, 4));
        assertSameIds(Tokenizers.fromFolder(folder), metadata);
    }

    @Test
    void tokensThatOnlyTheConfigurationNamesNeedRowsOfTheModel(@TempDir Path folder) throws IOException {
        Files.copy(TestData.root().resolve("models/stories260K/tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"pad_token\": \"[PAD]\"}");
        assertEquals(513, Tokenizers.fromFolder(folder).size());
        Map<String, Object> metadata = GgufVocabularyWriter.fromFolder(folder, 512);
        assertEquals(512, ((String[]) metadata.get("tokenizer.ggml.tokens")).length);
        Map<String, Object> larger = GgufVocabularyWriter.fromFolder(folder, 520);
        assertEquals(512L, larger.get("tokenizer.ggml.padding_token_id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ggml-vocab-llama-spm.gguf",
                "ggml-vocab-gpt-2.gguf",
                "ggml-vocab-deepseek-llm.gguf",
                "ggml-vocab-starcoder.gguf",
                "ggml-vocab-bert-bge.gguf"
            })
    void ggufToFolderToGgufKeepsIdsAndNames(String name, @TempDir Path folder) throws IOException {
        Map<String, Object> original = TestData.metadata(TestData.tokenizer(name));
        Files.writeString(folder.resolve("tokenizer.json"), Tokenizers.jsonFromGguf(original));
        Files.writeString(folder.resolve("tokenizer_config.json"), Tokenizers.configFromGguf(original));
        Map<String, Object> written = GgufVocabularyWriter.fromFolder(folder, 0);
        for (String list : List.of("tokenizer.ggml.tokens", "tokenizer.ggml.merges")) {
            GgufStrings before = (GgufStrings) original.get(list);
            String[] after = (String[]) written.get(list);
            assertArrayEquals(before == null ? null : before.toArray(String[]::new), after);
        }
        assertEquals(original.get("tokenizer.ggml.model"), written.get("tokenizer.ggml.model"));
        if (!name.contains("bert")) {
            assertEquals(original.get("tokenizer.ggml.pre"), written.get("tokenizer.ggml.pre"));
        }
        assertSameIds(Tokenizers.fromFolder(folder), written);
        Tokenizer before = Tokenizers.fromGguf(original);
        Tokenizer after = Tokenizers.fromGguf(written);
        assertEquals(before.bos(), after.bos());
        assertEquals(before.eos(), after.eos());
        assertEquals(before.unk(), after.unk());
    }

    @Test
    void unigramKeepsItsRules(@TempDir Path folder) throws IOException {
        Files.copy(TestData.tokenizer("sentencepiece-unigram-botchan.model"), folder.resolve("spiece.model"));
        Map<String, Object> metadata = GgufVocabularyWriter.fromFolder(folder, 1010);
        assertEquals("t5", metadata.get("tokenizer.ggml.model"));
        assertEquals(true, metadata.get("tokenizer.ggml.remove_extra_whitespaces"));
        assertTrue(((byte[]) metadata.get("tokenizer.ggml.precompiled_charsmap")).length > 100_000);
        assertEquals("[PAD1009]", ((String[]) metadata.get("tokenizer.ggml.tokens"))[1009]);
        assertEquals(2L, metadata.get("tokenizer.ggml.eos_token_id"));
        assertSameIds(Tokenizers.fromFolder(folder), metadata);
    }

    @Test
    void rwkvKeepsItsBytes(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("rwkv_vocab_v20230424.txt");
        Files.copy(TestData.tokenizer("rwkv_vocab_v20230424.txt"), file);
        Map<String, Object> metadata = GgufVocabularyWriter.fromFolder(folder, 65536);
        assertEquals("rwkv", metadata.get("tokenizer.ggml.model"));
        String[] tokens = (String[]) metadata.get("tokenizer.ggml.tokens");
        assertEquals("<s>", tokens[0]);
        assertEquals("\\x00", tokens[1]);
        assertEquals("[PAD65535]", tokens[65535]);
        assertSameIds(Tokenizers.fromFolder(folder), metadata);
    }

    @Test
    void whatGgufCannotExpressIsRefused(@TempDir Path folder) throws IOException {
        Files.copy(TestData.tokenizer("sentencepiece-bpe-small.model"), folder.resolve("tokenizer.model"));
        assertThrows(FormatException.class, () -> GgufVocabularyWriter.fromFolder(folder, 0));

        String merges = """
                {"model": {"type": "BPE", "byte_fallback": true, "vocab": {"a": 0, "b": 1, "ab": 2, "c": 3, "bc": 4},
                 "merges": ["a b"]}}""";
        FormatException incomplete = assertThrows(FormatException.class, () -> write(merges));
        assertTrue(incomplete.getMessage().contains("does not merge 'b' and 'c'"), incomplete.getMessage());

        String words = """
                {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "pre_tokenizer": {"type": "Sequence",
                 "pretokenizers": [{"type": "Split", "pattern": {"Regex": "x+"}, "behavior": "Isolated", "invert": false},
                 {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}}""";
        FormatException unknown = assertThrows(FormatException.class, () -> write(words));
        assertTrue(unknown.getMessage().contains("[x+]"), unknown.getMessage());

        String level = """
                {"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}}""";
        assertThrows(FormatException.class, () -> write(level));
    }

    private static Map<String, Object> write(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return GgufVocabularyWriter.of(
                FolderTokenizer.of(Json.parse(bytes, "tokenizer.json"), TokenizerConfig.NONE), 0);
    }

    private static void assertSameIds(Tokenizer tokenizer, Map<String, Object> metadata) {
        Tokenizer other = Tokenizers.fromGguf(metadata);
        for (String text : TestData.texts()) {
            int[] ids = tokenizer.encode(text, false, false);
            assertArrayEquals(ids, other.encode(text, false, false), text);
            assertArrayEquals(tokenizer.encode(text, true, false), other.encode(text, true, false), text);
            assertEquals(tokenizer.decode(ids, true), other.decode(ids, true));
        }
    }
}
