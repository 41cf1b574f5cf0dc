package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;

/** Damaged and hostile files give one sentence; several of these would end the process in the native library. */
class HostileTokenizerTest {
    private static final String MODEL =
            "\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0}, \"unk_token\": \"a\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"model\": []}",
                "{\"model\": {\"vocab\": 3}}",
                "{\"model\": {\"vocab\": {}}}",
                "{\"model\": {\"type\": \"Nonsense\", \"vocab\": {\"a\": 0}}}",
                "{\"model\": {\"vocab\": {\"a\": -1}}}",
                "{\"model\": {\"vocab\": {\"a\": 1e99}}}",
                "{\"model\": {\"vocab\": {\"a\": 4294967296}}}",
                "{\"model\": {\"vocab\": {\"a\": 2147483647}}}",
                "{\"model\": {\"vocab\": {\"a\": \"0\"}}}",
                "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", NaN]], \"unk_id\": 0}}",
                "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\"]], \"unk_id\": 0}}",
                "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", 0]], \"unk_id\": 7}}",
                "{\"model\": {\"type\": \"Unigram\", \"vocab\": [], \"unk_id\": 0}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [3]}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 1}, \"merges\": [\"a b\"],"
                        + " \"continuing_subword_prefix\": \"####\"}}",
                "{" + MODEL + ", \"added_tokens\": {}}",
                "{" + MODEL + ", \"added_tokens\": [{\"id\": -1, \"content\": \"x\"}]}",
                "{" + MODEL + ", \"added_tokens\": [{\"id\": 2000000000, \"content\": \"x\"}]}",
                "{" + MODEL + ", \"added_tokens\": [{\"id\": 0, \"content\": \"x\"}]}",
                "{" + MODEL + ", \"decoder\": {\"type\": \"Morse\"}}",
                "{" + MODEL + ", \"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(a+)+b\"},"
                        + " \"behavior\": \"Isolated\", \"invert\": false}}",
                "{" + MODEL + ", \"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"[z-a]\"},"
                        + " \"behavior\": \"Isolated\", \"invert\": false}}",
                "{" + MODEL + ", \"pre_tokenizer\": {\"type\": \"FixedLength\", \"length\": 0}}",
                "{" + MODEL
                        + ", \"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"Regex\": \" {0,}\"}, \"content\": \" \"}}",
                "{" + MODEL
                        + ", \"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"String\": \"\"}, \"content\": \"x\"}}",
                "{" + MODEL + ", \"normalizer\": {\"type\": \"Precompiled\"}}",
                "{" + MODEL + ", \"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": 3}}",
                "{" + MODEL + ", \"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"\"}}",
                "{" + MODEL + ", \"normalizer\": [\"////\"]}",
                "{" + MODEL + ", \"pre_tokenizer\": {\"length\": 0}}",
                "{" + MODEL + ", \"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"?\"}}",
                "{" + MODEL + ", \"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"////\"}}",
                "{" + MODEL + ", \"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\":"
                        + " {\"id\": \"x\", \"type_id\": 0}}, {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}],"
                        + " \"pair\": [], \"special_tokens\": {}}}",
                "{" + MODEL + ", \"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\":"
                        + " [\"x\", 0]}, {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}], \"pair\": [{\"Sequence\": {\"id\":"
                        + " \"A\", \"type_id\": 0}}, {\"Sequence\": {\"id\": \"B\", \"type_id\": 0}}],"
                        + " \"special_tokens\": {}}}",
                "{" + MODEL
                        + ", \"post_processor\": {\"type\": \"BertProcessing\", \"sep\": [\"x\", 70], \"cls\": [\"y\", 71]}}",
                "{" + MODEL + ", \"post_processor\": {\"type\": \"BertProcessing\", \"sep\": [\"x\", 4000000000],"
                        + " \"cls\": [\"y\", 71]}}",
                "{" + MODEL + ", \"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"Sequence\":"
                        + " {\"id\": \"B\", \"type_id\": 0}}], \"pair\": [], \"special_tokens\": {}}}",
            })
    void malformedJsonIsRefused(String json) {
        assertRefused(() -> encode(json, "ab a aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    }

    @Test
    void deepNestingIsRefused() {
        assertRefused(() -> encode("[".repeat(100_000), "a"));
        String nested = "{\"type\": \"Sequence\", \"normalizers\": [".repeat(200);
        assertRefused(() -> encode("{" + MODEL + ", \"normalizer\": " + nested + "]}".repeat(200) + "}", "a"));
        String decoder = "{\"type\": \"Sequence\", \"decoders\": [".repeat(240);
        assertRefused(() ->
                encode("{" + MODEL + ", \"decoder\": " + decoder + "{\"type\": \"X\"}" + "]}".repeat(240) + "}", "a"));
    }

    @Test
    void twoTemplatesAreRefused() {
        String a = "{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}";
        String b = "{\"Sequence\": {\"id\": \"B\", \"type_id\": 0}}";
        String template = "{\"type\": \"TemplateProcessing\", \"single\": [" + a + "], \"pair\": [" + a + ", " + b
                + "], \"special_tokens\": {}}";
        String one =
                "{" + MODEL + ", \"post_processor\": {\"type\": \"Sequence\", \"processors\": [" + template + "]}}";
        encode(one, "a");
        assertRefused(() -> encode(one.replace("]}}", ", " + template + "]}}"), "a"));
    }

    @Test
    void rulesThatLeadOutsideTheirTrieAreRefused() throws IOException {
        byte[] model = Files.readAllBytes(TestData.tokenizer("sentencepiece-unigram-botchan.model"));
        byte[] map = SentencePieceModel.read(MemorySegment.ofArray(model), "The file")
                .normalizer()
                .charsMap();
        CharsMap.check(map);
        Random random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 100; round++) {
            byte[] damaged = map.clone();
            int at = 4 + random.nextInt(damaged.length - 4);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                CharsMap.check(damaged);
            } catch (FormatException e) {
                refused++;
                continue;
            }
            String json = "{" + MODEL + ", \"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \""
                    + Base64.getEncoder().encodeToString(damaged) + "\"}}";
            encode(json, String.join("", TestData.texts()));
        }
        assertTrue(refused > 3, refused + " of 100");
        assertRefused(() -> CharsMap.check(new byte[3]));
        assertRefused(() -> CharsMap.check(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(-4).array()));
    }

    @Test
    void damagedSentencePieceModelsAreRefused() throws IOException {
        assertRefused(() -> Tokenizers.fromSentencePiece(new byte[0], "The file"));
        byte[] hugeLength = {0x0A, -1, -1, -1, -1, -1, -1, -1, -1, 0x7F};
        assertRefused(() -> Tokenizers.fromSentencePiece(hugeLength, "The file"));
        byte[] endlessNumber = {0x08, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        assertRefused(() -> Tokenizers.fromSentencePiece(endlessNumber, "The file"));
        byte[] emptyPiece = {0x0A, 0x00};
        assertRefused(() -> Tokenizers.fromSentencePiece(emptyPiece, "The file"));
        byte[] notANumber = {0x0A, 0x08, 0x0A, 0x01, 'a', 0x15, 0, 0, -64, 0x7F};
        assertRefused(() -> Tokenizers.fromSentencePiece(notANumber, "The file"));
        byte[] unknownKind = {0x0A, 0x03, 0x0A, 0x01, 'a', 0x12, 0x02, 0x18, 0x05};
        assertRefused(() -> Tokenizers.fromSentencePiece(unknownKind, "The file"));
        byte[] whole = Files.readAllBytes(TestData.tokenizer("sentencepiece-bpe-small.model"));
        for (int length = 1; length < 4000; length += 37) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                Tokenizers.fromSentencePiece(cut, "The file").encode("a b", true, true);
            } catch (FormatException e) {
                assertSentence(e);
            }
        }
    }

    @Test
    void ggufMetadataOfWrongTypesAndSizesAreRefused() {
        assertRefused(() -> Tokenizers.fromGguf(Map.of()));
        Map<String, Object> good = new HashMap<>();
        good.put("tokenizer.ggml.model", "llama");
        good.put("tokenizer.ggml.tokens", new String[] {"<unk>", "<s>", "</s>", "a"});
        good.put("tokenizer.ggml.scores", new double[4]);
        good.put("tokenizer.ggml.token_type", new long[] {2, 3, 3, 1});
        assertEquals(4, Tokenizers.fromGguf(good).size());
        refuse(good, "model", "none");
        refuse(good, "model", "plamo2");
        refuse(good, "model", 3L);
        refuse(good, "tokens", new String[0]);
        refuse(good, "tokens", "a");
        refuse(good, "tokens", new String[] {"a", "a", "b", "c"});
        refuse(good, "scores", new double[] {0});
        refuse(good, "scores", new double[] {0, 0, 0, Double.NaN});
        refuse(good, "scores", new String[4]);
        refuse(good, "token_type", new long[] {1});
        refuse(good, "add_bos_token", "yes");
        refuse(good, "model", "gpt2");
        refuse(good, "model", "rwkv");
        Map<String, Object> outside = new HashMap<>(good);
        outside.put("tokenizer.ggml.bos_token_id", Long.MAX_VALUE);
        assertFalse(Tokenizers.fromGguf(outside).bos().isPresent());
    }

    private static void refuse(Map<String, Object> good, String key, Object value) {
        Map<String, Object> bad = new HashMap<>(good);
        bad.put("tokenizer.ggml." + key, value);
        assertRefused(() -> Tokenizers.fromGguf(bad).encode("a", true, true));
    }

    private static void encode(String json, String text) {
        Tokenizer tokenizer = Tokenizers.fromJson(json.getBytes(StandardCharsets.UTF_8), "tokenizer.json");
        tokenizer.encode(text, true, true);
        tokenizer.encodePair(text, text, true);
    }

    private static void assertRefused(Executable action) {
        assertSentence(assertThrows(FormatException.class, action));
    }

    private static void assertSentence(FormatException e) {
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertTrue(e.getMessage().length() > 20, e.getMessage());
    }
}
