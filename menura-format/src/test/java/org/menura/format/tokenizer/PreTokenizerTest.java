package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;

class PreTokenizerTest {
    static Set<String> names() {
        return PreTokenizer.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPatternWorksAndLosesNoText(String name) {
        Tokenizer tokenizer = Tokenizers.fromGguf(metadata(name));
        for (String text : TestData.texts()) {
            int[] ids = tokenizer.encode(text, false, false);
            assertEquals(text, tokenizer.decode(ids, true), name);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theNameIsFoundFromThePatterns(String name) {
        PreTokenizer kind = PreTokenizer.of(name);
        if (kind.byteLevel()) {
            String found = PreTokenizer.nameOf(kind.json(), kind.ignoreMerges());
            assertEquals(kind.patterns(), PreTokenizer.of(found).patterns());
            assertEquals(kind.ignoreMerges(), PreTokenizer.of(found).ignoreMerges());
        }
    }

    @Test
    void digitsAreGroupedAsTheModelsGroupThem() {
        assertWords("llama-bpe", "12345", "123", "45");
        assertWords("qwen2", "12345", "1", "2", "3", "4", "5");
        assertWords("gpt-2", "12345 67", "12345", "\u012067");
        assertWords("afmoe", "12345678", "12", "345", "678");
        assertWords("afmoe", "123456", "123", "456");
        assertWords("afmoe", "x26y", "x", "26", "y");
        assertWords("superbpe", "12345", "12", "345");
        assertWords("tiny_aya", "12345", "12", "345");
    }

    @Test
    void anUnknownNameIsRefusedByName() {
        Map<String, Object> metadata = metadata("gpt-2");
        metadata.put("tokenizer.ggml.pre", "no-such-one");
        FormatException e = assertThrows(FormatException.class, () -> Tokenizers.fromGguf(metadata));
        assertTrue(e.getMessage().contains("'no-such-one'"), e.getMessage());
    }

    /** Every word of the text is a token of its own, so that the ids show where the text is cut. */
    private static void assertWords(String name, String text, String... words) {
        Map<String, Object> metadata = metadata(name);
        Map<String, Long> ids = new LinkedHashMap<>();
        for (String token : (String[]) metadata.get("tokenizer.ggml.tokens")) {
            ids.put(token, (long) ids.size());
        }
        List<String> merges = new ArrayList<>();
        // All digit strings up to the longest word can be merged: only the cuts keep them apart.
        for (int start = 0; start < text.length(); start++) {
            for (int end = start + 2; end <= text.length(); end++) {
                String piece = text.substring(start, end).replace(' ', '\u0120');
                ids.putIfAbsent(piece, (long) ids.size());
                merges.add(piece.substring(0, piece.length() - 1) + " " + piece.substring(piece.length() - 1));
            }
        }
        metadata.put("tokenizer.ggml.tokens", ids.keySet().toArray(String[]::new));
        metadata.remove("tokenizer.ggml.token_type");
        metadata.put("tokenizer.ggml.merges", merges.toArray(String[]::new));
        Tokenizer tokenizer = Tokenizers.fromGguf(metadata);
        String[] actual = Arrays.stream(tokenizer.encode(text, false, false))
                .mapToObj(tokenizer::token)
                .toArray(String[]::new);
        assertArrayEquals(words, actual, name);
    }

    private static Map<String, Object> metadata(String pre) {
        boolean byteLevel = PreTokenizer.of(pre).byteLevel();
        String[] tokens = new String[256 + (byteLevel ? 0 : 1)];
        long[] types = new long[tokens.length];
        for (int b = 0; b < 256; b++) {
            tokens[b] = byteLevel ? String.valueOf(ByteLevel.character(b)) : "<0x%02X>".formatted(b);
            types[b] = byteLevel ? 1 : 6;
        }
        if (!byteLevel) {
            tokens[256] = "\u2581";
            types[256] = 1;
        }
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", pre);
        metadata.put("tokenizer.ggml.tokens", tokens);
        metadata.put("tokenizer.ggml.token_type", types);
        metadata.put("tokenizer.ggml.merges", new String[0]);
        metadata.put("tokenizer.ggml.bos_token_id", 0L);
        return metadata;
    }
}
