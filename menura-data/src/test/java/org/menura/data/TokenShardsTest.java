package org.menura.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.tensor.Rng;

class TokenShardsTest {
    private static final int[] IDS = {0, 65535, 3, 4, 5, 6, 7, 8, 9, 40000};
    private static final boolean[] LEARNED = {true, false, true, true, false, false, false, false, true, true};

    @TempDir
    Path folder;

    private Path shards;
    private Path input;
    private Corpus<String> corpus;

    @BeforeEach
    void corpus() throws IOException {
        shards = folder.resolve("shards");
        input = Files.writeString(folder.resolve("in.txt"), "ab\n\ncde\n\nf\n\nghij\n\nk");
        corpus = new Corpus<>(List.of(input), TextReader.separatedByBlankLines());
    }

    private static List<TokenDocument> bytes(String text) {
        return List.of(new TokenDocument(text.chars().toArray()));
    }

    private ShardBuild build(String recipe, long tokens) {
        return new ShardBuild(shards, TokenizerHash.of(Tokenizers.bytes()), 256, 1, false, recipe, tokens);
    }

    private TokenShards run(String recipe, Function<String, List<TokenDocument>> encode) {
        return build(recipe, 4).run(corpus, encode, (_, _, _) -> {});
    }

    private byte[] shard(int vocabulary, boolean marked) throws IOException {
        Path file = folder.resolve("one.tokens");
        try (ShardWriter writer = new ShardWriter(file, vocabulary, marked)) {
            writer.add(new TokenDocument(IDS, LEARNED));
            writer.add(new TokenDocument(new int[0]));
            writer.add(new TokenDocument(new int[] {1, 2, 3}));
            writer.finish();
        }
        return Files.readAllBytes(file);
    }

    private static ShardFile read(byte[] bytes) {
        return ShardFile.of(MemorySegment.ofArray(bytes), Path.of("file"));
    }

    @Test
    void shardsGiveBackWhatTheyWereGiven() throws IOException {
        for (int vocabulary : new int[] {1 << 16, (1 << 16) + 1}) {
            ShardFile shard = read(shard(vocabulary, true));
            assertEquals(vocabulary == 1 << 16 ? 2 : 4, shard.layout().width());
            assertEquals(3, shard.count());
            assertArrayEquals(IDS, shard.document(0).ids());
            assertArrayEquals(LEARNED, shard.document(0).learned());
            assertEquals(0, shard.length(1));
            assertArrayEquals(new int[] {2, 3}, shard.slice(2, 1, 3).ids());
            assertTrue(shard.document(2).isLearned(2));
            assertThrows(IndexOutOfBoundsException.class, () -> shard.slice(2, 1, 4));
            assertThrows(IndexOutOfBoundsException.class, () -> shard.slice(3, 0, 0));
        }
        assertTrue(read(shard(1 << 16, false)).document(0).isLearned(1));
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] file = shard(1 << 16, true);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            TestData.assertRefused(() -> read(cut), "file is damaged", "tokenise the corpus again");
        }
        TestData.assertRefused(() -> read(Arrays.copyOf(file, file.length + 1)), "calls for");
    }

    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        byte[] file = shard(1 << 16, true);
        Rng rng = new Rng(5);
        for (int trial = 0; trial < 2000; trial++) {
            byte[] damaged = file.clone();
            damaged[rng.nextInt(file.length)] ^= (byte) (1 << rng.nextInt(8));
            try {
                ShardFile shard = read(damaged);
                for (long d = 0; d < shard.count(); d++) {
                    shard.document(d);
                }
            } catch (FormatException e) {
                assertTrue(e.getMessage().startsWith("file"), e.getMessage());
            }
        }
    }

    @Test
    void hugeCountsAllocateNothing() throws IOException {
        for (int at : new int[] {24, 32}) {
            byte[] file = shard(1 << 16, false);
            for (long count : new long[] {Long.MAX_VALUE, -1, 1L << 61, 1L << 40}) {
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(at, count);
                TestData.assertRefused(() -> read(file), "damaged");
            }
        }
        byte[] small = shard(1 << 16, false);
        ByteBuffer.wrap(small).order(ByteOrder.LITTLE_ENDIAN).putInt(20, 100);
        TestData.assertRefused(() -> read(small).document(0), "65535", "outside of the vocabulary of 100");
    }

    @Test
    void writersRefuseIdsOutsideOfTheVocabulary() throws IOException {
        try (ShardWriter writer = new ShardWriter(folder.resolve("x.tokens"), 10, false)) {
            assertThrows(IllegalArgumentException.class, () -> writer.add(new TokenDocument(new int[] {10})));
        }
        assertFalse(Files.exists(folder.resolve("x.tokens.part")));
    }

    @Test
    void aCorpusBecomesShards() {
        List<Long> seen = new ArrayList<>();
        TokenShards built =
                build("bytes", 4).run(corpus, TokenShardsTest::bytes, (examples, _, _) -> seen.add(examples));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), seen);
        assertEquals(3, built.manifest().shards().size());
        assertEquals(11, built.tokens());
        List<String> texts = new ArrayList<>();
        for (long d = 0; d < built.count(); d++) {
            int[] ids = built.document(d).ids();
            texts.add(new String(ids, 0, ids.length));
        }
        assertEquals(List.of("ab", "cde", "f", "ghij", "k"), texts);
        built.verify();
        built.verifyInputs();
        built.requireTokenizer(TokenizerHash.of(Tokenizers.bytes()));
        TestData.assertRefused(() -> built.requireTokenizer("0"), "another tokenizer");
        assertThrows(IndexOutOfBoundsException.class, () -> built.document(5));
    }

    @Test
    void aBuildGoesOnWhereItStopped() throws IOException {
        List<String> encoded = new ArrayList<>();
        assertThrows(
                UncheckedIOException.class,
                () -> run("bytes", text -> {
                    if (text.equals("ghij")) {
                        throw new UncheckedIOException(new IOException("the disk is full"));
                    }
                    return bytes(text);
                }));
        TestData.assertRefused(() -> TokenShards.open(shards), "a part of its corpus");
        try (var files = Files.list(shards)) {
            assertEquals(
                    List.of("manifest.json", "shard-00000.tokens"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        TokenShards resumed = run("bytes", text -> {
            encoded.add(text);
            return bytes(text);
        });
        assertEquals(List.of("f", "ghij", "k"), encoded);
        assertEquals(5, resumed.count());
        run("bytes", _ -> {
            throw new AssertionError("a complete folder is left alone");
        });

        Path other = folder.resolve("other");
        TokenShards atOnce = new ShardBuild(other, TokenizerHash.of(Tokenizers.bytes()), 256, 1, false, "bytes", 4)
                .run(corpus, TokenShardsTest::bytes, (_, _, _) -> {});
        assertEquals(atOnce.manifest(), resumed.manifest());
    }

    @Test
    void examplesThatCantBeEncodedAreNamed() {
        TestData.assertRefused(
                () -> run("bytes", text -> {
                    if (text.equals("f")) {
                        throw new FormatException("No answer.");
                    }
                    return bytes(text);
                }),
                "Example 3 of the corpus: No answer.");
    }

    @Test
    void changesAreDetected() throws IOException {
        TokenShards built = run("bytes", TokenShardsTest::bytes);
        TestData.assertRefused(() -> run("other", TokenShardsTest::bytes), "another recipe (bytes)");
        Files.writeString(input, "ab\n\ncdE");
        TestData.assertRefused(built::verifyInputs, "in.txt has changed");
        TestData.assertRefused(() -> run("bytes", TokenShardsTest::bytes), "in.txt is new or has changed");
        Files.delete(input);
        TestData.assertRefused(built::verifyInputs, "in.txt", "missing");
        Path shard = shards.resolve("shard-00001.tokens");
        byte[] bytes = Files.readAllBytes(shard);
        bytes[ShardLayout.HEADER] ^= 1;
        Files.write(shard, bytes);
        TestData.assertRefused(built::verify, "shard-00001.tokens has changed");
        Files.copy(shards.resolve("shard-00002.tokens"), shard, StandardCopyOption.REPLACE_EXISTING);
        TestData.assertRefused(() -> TokenShards.open(shards), "shard-00001.tokens", "is not the shard");
        Files.delete(shard);
        TestData.assertRefused(() -> TokenShards.open(shards), "shard-00001.tokens is missing");
    }

    @Test
    void damagedManifestsAreRefused() throws IOException {
        run("bytes", TokenShardsTest::bytes);
        Path file = shards.resolve("manifest.json");
        String json = Files.readString(file);
        for (String bad : List.of(
                "{}",
                "[]",
                json.substring(0, json.length() / 2),
                json.replace("shard-00000.tokens", "../in.txt"),
                json.replace("\"documents\" : 2", "\"documents\" : -2"),
                json.replace("\"sha256\"", "\"md5\""))) {
            Files.writeString(file, bad);
            TestData.assertRefused(() -> TokenShards.open(shards), "manifest.json");
        }
        TestData.assertRefused(() -> TokenShards.open(folder.resolve("none")), "no token shards");
    }

    @Test
    void tokenizersDifferByHash() {
        String plain = TokenizerHash.of(TestData.tokenizer());
        assertEquals(plain, TokenizerHash.of(TestData.tokenizer()));
        assertFalse(plain.equals(TokenizerHash.of(TestData.tokenizer("<|x|>"))));
    }
}
