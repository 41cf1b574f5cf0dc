package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.json.Json;

/** BPE without the native library gives what the library gives. */
@Tag("slow")
class BytePairTokenizerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokenizers/ggml-vocab-llama-spm.gguf",
                "tokenizers/ggml-vocab-gpt-2.gguf",
                "tokenizers/ggml-vocab-deepseek-llm.gguf",
                "tokenizers/ggml-vocab-starcoder.gguf",
                "gguf/Q4_K.gguf"
            })
    void ggufVocabulariesGiveTheIdsOfTheLibrary(String name) {
        Map<String, Object> metadata =
                GgufFile.open(TestData.root().resolve(name)).metadata();
        Tokenizer library = Tokenizers.withLibrary(GgufVocabulary.of(metadata));
        Tokenizer own = assertInstanceOf(BytePairTokenizer.class, Tokenizers.fromGguf(metadata));
        assertSame(library, own, 500);

        byte[] json = Tokenizers.jsonFromGguf(metadata).getBytes(StandardCharsets.UTF_8);
        Tokenizer streamed = assertInstanceOf(BytePairTokenizer.class, Tokenizers.fromJson(json, name));
        assertSame(library(json), streamed, 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/stories260K", "../models/nano", "../models/nano-omni"})
    void foldersGiveTheIdsOfTheLibrary(String name) {
        Path folder = TestData.root().resolve(name);
        FolderTokenizer read =
                FolderTokenizer.of(Json.parse(folder.resolve("tokenizer.json")), TokenizerConfig.read(folder));
        Tokenizer own = assertInstanceOf(BytePairTokenizer.class, Tokenizers.fromFolder(folder));
        assertSame(read.tokenizer(), own, 500);
    }

    private static void assertSame(Tokenizer library, Tokenizer own, int rounds) {
        assertEquals(library.size(), own.size());
        assertEquals(library.addedTokens(), own.addedTokens());
        assertEquals(
                List.of(library.bos(), library.eos(), library.pad(), library.unk()),
                List.of(own.bos(), own.eos(), own.pad(), own.unk()));
        for (int id = -1; id <= own.size(); id++) {
            assertArrayEquals(library.bytes(id), own.bytes(id));
            assertEquals(library.isSpecial(id), own.isSpecial(id));
            if (id >= 0 && id < own.size()) {
                assertEquals(library.token(id), own.token(id));
                assertEquals(library.id(own.token(id)), own.id(own.token(id)));
            }
        }
        RandomTexts texts = new RandomTexts(3, own.size(), own::token);
        for (int round = 0; round < rounds; round++) {
            String text = texts.next();
            for (boolean special : new boolean[] {true, false}) {
                int[] ids = library.encode(text, special, special);
                assertArrayEquals(ids, own.encode(text, special, special), () -> written(text));
                assertEquals(library.decode(ids, special), own.decode(ids, special));
            }
        }
        assertArrayEquals(
                library.encodePair("a b", "c", true).ids(),
                own.encodePair("a b", "c", true).ids());
    }

    private static Tokenizer library(byte[] json) {
        return FolderTokenizer.of(Json.parse(json, "json"), TokenizerConfig.NONE)
                .tokenizer();
    }

    private static String written(String text) {
        return text.codePoints().mapToObj(Integer::toHexString).toList() + " " + text;
    }

    /** Small models with all settings mixed, unknown characters and bytes that are missing among them. */
    @Test
    void everySettingCountsAsInTheLibrary() {
        Random random = new Random(11);
        int own = 0;
        for (int round = 0; round < 300; round++) {
            byte[] json = model(random).getBytes(StandardCharsets.UTF_8);
            Tokenizer tokenizer = Tokenizers.fromJson(json, "model");
            own += tokenizer instanceof BytePairTokenizer ? 1 : 0;
            Tokenizer library = library(json);
            for (int i = 0; i < 20; i++) {
                StringBuilder text = new StringBuilder();
                random.ints(random.nextInt(24), 0, 9).forEach(c -> text.append("abcde é<\n".charAt(c)));
                if (random.nextInt(4) == 0) {
                    text.insert(random.nextInt(text.length() + 1), "<s>");
                }
                boolean special = random.nextBoolean();
                assertArrayEquals(
                        library.encode(text.toString(), true, special),
                        tokenizer.encode(text.toString(), true, special),
                        () -> text + " with " + new String(json, StandardCharsets.UTF_8));
            }
        }
        assertTrue(own > 290, own + " of 300");
    }

    private static String model(Random random) {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "a", "b", "c", "▁", "Ġ", "<0xC3>", "<0x64>"));
        if (random.nextBoolean()) {
            tokens.add("<0xA9>");
        }
        Set<String> known = new HashSet<>(tokens);
        ArrayNode merges = JsonNodes.FACTORY.arrayNode();
        Set<String> pairs = new HashSet<>();
        boolean asTexts = random.nextBoolean();
        for (int i = random.nextInt(25); i > 0; i--) {
            String left = tokens.get(2 + random.nextInt(tokens.size() - 2));
            String right = tokens.get(random.nextInt(tokens.size()));
            if (pairs.add(left + " " + right)) {
                if (asTexts) {
                    merges.add(left + " " + right);
                } else {
                    merges.addArray().add(left).add(right);
                }
                if (known.add(left + right)) {
                    tokens.add(left + right);
                }
            }
        }
        ObjectNode json = TokenizerJsonParts.empty();
        ObjectNode model = JsonNodes.typed("BPE");
        model.put("unk_token", random.nextBoolean() ? "<unk>" : null);
        model.put("fuse_unk", random.nextBoolean()).put("byte_fallback", random.nextBoolean());
        model.put("ignore_merges", random.nextBoolean());
        ObjectNode vocab = model.putObject("vocab");
        tokens.forEach(token -> vocab.put(token, vocab.size()));
        model.set("merges", merges);
        json.set("model", model);
        ArrayNode added = json.putArray("added_tokens");
        added.add(TokenizerJson.toJson(new AddedToken(1, "<s>", true, false, false, false, random.nextBoolean())));
        added.add(TokenizerJson.toJson(new AddedToken(
                tokens.size() + random.nextInt(3),
                "ab",
                random.nextBoolean(),
                false,
                false,
                false,
                random.nextBoolean())));
        if (random.nextBoolean()) {
            List<ObjectNode> steps = new ArrayList<>();
            if (random.nextBoolean()) {
                steps.add(JsonNodes.typed("Prepend").put("prepend", "▁"));
            }
            steps.add(TokenizerJsonParts.replace(" ", "▁"));
            json.set("normalizer", TokenizerJsonParts.sequence("normalizers", steps));
        } else {
            json.set(
                    "pre_tokenizer",
                    TokenizerJsonParts.byteLevel()
                            .put("use_regex", random.nextBoolean())
                            .put("add_prefix_space", random.nextBoolean()));
        }
        return JsonNodes.write(json);
    }

    /** Both sides go by one version of Unicode; with a newer Java this says which characters differ. */
    @Test
    @Tag("slow")
    void javasCharacterClassesAreTheLibrarys() {
        for (String name : List.of("L", "N", "P", "S", "M", "Lu", "Ll", "Lt", "Lm", "Lo", "Han")) {
            assertSameCuts("a\\p{" + name + "}", "a%s-");
        }
        assertSameCuts("a\\s", "a%s-");
        assertSameCuts(PreTokenizerTable.CONTRACTIONS, "'%s-");
        assertSameCuts(PreTokenizerTable.CONTRACTIONS, "'%se-");
        assertSameCuts(PreTokenizerTable.CONTRACTIONS, "'l%s-");
    }

    /** Between two matches lies something else, so that the cuts count the characters that match. */
    private static void assertSameCuts(String regex, String form) {
        NativeTokenizer library = counting(TokenizerJsonParts.split(regex));
        WordSplitter own = new WordSplitter(List.of(WordSplitter.compile(regex)), false, false);
        int block = 256;
        for (int from = 0; from <= Character.MAX_CODE_POINT; from += block) {
            StringBuilder text = new StringBuilder();
            for (int c = from; c < from + block; c++) {
                if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                    text.append(form.replace("%s", Character.toString(c)));
                }
            }
            assertEquals(
                    library.encode(text.toString(), false).length,
                    count(own, text.toString()),
                    "U+%X and the following for %s".formatted(from, regex));
        }
    }

    @Test
    void wordsAreCutAsTheLibraryCutsThem() {
        int own = 0;
        for (PreTokenizer kind : new HashSet<>(PreTokenizer.all().values())) {
            ObjectNode json = TokenizerJsonParts.sequence(
                    "pretokenizers",
                    kind.patterns().stream().map(TokenizerJsonParts::split).toList());
            WordSplitter words = WordSplitter.of(json);
            if (words == null) {
                continue;
            }
            own++;
            NativeTokenizer library = counting(json);
            RandomTexts texts = new RandomTexts(own, 1, _ -> "\n\n  x");
            for (int round = 0; round < 500; round++) {
                String text = TextLimit.wellFormed(texts.next());
                assertEquals(
                        library.encode(text, false).length,
                        count(words, text),
                        () -> kind.patterns() + ": " + written(text));
            }
        }
        assertTrue(own > 20, own + " kinds");
    }

    /** A tokenizer of the library that gives one id for each word. */
    private static NativeTokenizer counting(ObjectNode preTokenizer) {
        ObjectNode json = TokenizerJsonParts.empty();
        json.set("pre_tokenizer", preTokenizer);
        ObjectNode model = JsonNodes.typed("WordLevel").put("unk_token", "<unk>");
        model.putObject("vocab").put("<unk>", 0);
        json.set("model", model);
        return new NativeTokenizer(JsonNodes.write(json));
    }

    private static int count(WordSplitter words, String text) {
        int[] count = {0};
        words.split(text, (_, _, _) -> count[0]++);
        return count[0];
    }

    @Test
    @Timeout(120)
    void timeGrowsWithTheLengthOfAText() {
        for (String name : List.of("ggml-vocab-llama-spm.gguf", "ggml-vocab-gpt-2.gguf")) {
            Tokenizer tokenizer = Tokenizers.fromFile(TestData.tokenizer(name));
            for (String unit : List.of(" ", "a", "ab", "\n", "Hello, world! ", "é日")) {
                String text = unit.repeat(200_000 / unit.length());
                int[] ids = tokenizer.encode(text, false, false);
                assertEquals(text, tokenizer.decode(ids, true));
            }
        }
    }

    /** What only the library's way takes, or refuses, goes its way. */
    @Test
    void unusualVocabulariesAreLeftToTheLibrary() {
        Map<String, Object> good = new HashMap<>();
        good.put("tokenizer.ggml.model", "llama");
        good.put("tokenizer.ggml.tokens", new String[] {"<unk>", "<s>", "</s>", "a", "b", "ab"});
        good.put("tokenizer.ggml.scores", new double[] {0, 0, 0, -2, -3, -1});
        good.put("tokenizer.ggml.token_type", new long[] {2, 3, 3, 1, 1, 1});
        good.put("tokenizer.ggml.add_space_prefix", false);
        assertInstanceOf(BytePairTokenizer.class, Tokenizers.fromGguf(good));
        assertArrayEquals(new int[] {1, 5, 4, 0, 3}, Tokenizers.fromGguf(good).encode("abbxxa", true, true));
        Map<String, Object> precise = new LinkedHashMap<>(good);
        precise.put("tokenizer.ggml.scores", new double[] {0, 0, 0, -2, -3, -0.1});
        Tokenizer library = assertInstanceOf(HuggingFaceTokenizer.class, Tokenizers.fromGguf(precise));
        assertArrayEquals(new int[] {1, 5}, library.encode("ab", true, true));
        Map<String, Object> twice = new LinkedHashMap<>(good);
        twice.put("tokenizer.ggml.tokens", new String[] {"<unk>", "<s>", "</s>", "a", "a", "ab"});
        FormatException e = assertThrows(FormatException.class, () -> Tokenizers.fromGguf(twice));
        assertTrue(e.getMessage().contains("twice, as 3 and 4"), e.getMessage());
    }

    @Test
    void spellingsAreFoundAndCollisionsRefused() {
        byte[] bytes = "abcab é".getBytes(StandardCharsets.UTF_8);
        Spellings all = Spellings.of(bytes, new int[] {0, 1, 0, 6}, new int[] {1, 3, 0, 8}, false);
        assertEquals(0, all.find("a"));
        assertEquals(1, all.find("bc"));
        assertEquals(-1, all.find(""));
        assertEquals(-1, all.find("abc"));
        assertEquals("", all.text(2));
        assertEquals("é", all.text(3));
        Spellings pair = Spellings.of(List.of("ab c", "a bc"), false);
        assertEquals(0, pair.findPair(bytes, 0, 2, 3));
        assertEquals(1, pair.findPair(bytes, 0, 1, 3));
        assertEquals(null, Spellings.of(List.of("a", "a"), false));
        assertEquals(0, Spellings.of(List.of("a", "a"), true).find("a"));
        assertEquals(null, Spellings.of(new byte[] {(byte) 0xC3}, new int[] {0}, new int[] {1}, false));
        for (int[] malformed : new int[][] {
            {0xC0, 0x80},
            {0xE0, 0x80, 0x80},
            {0xED, 0xA0, 0x80},
            {0xF4, 0x90, 0x80, 0x80},
            {0x80},
            {0xE2, 0x82},
            {0xC3, 0x28},
            {0xF8, 0x88, 0x80, 0x80}
        }) {
            byte[] text = new byte[malformed.length];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) malformed[i];
            }
            assertEquals(false, Utf8.isWellFormed(text, 0, text.length));
        }
        byte[] good = "aé日\uD83D\uDE00\uDBFF\uDFFF".getBytes(StandardCharsets.UTF_8);
        assertTrue(Utf8.isWellFormed(good, 0, good.length));
    }
}
