package org.menura.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

/** Parameters and hashes are those of numpy's RandomState(1) and of the published xxHash. */
class MinHashTest {
    private static final BigInteger PRIME = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);

    @Test
    void parametersAreNumpys() {
        MinHash hash = new MinHash(MinHashSettings.DEFAULT);

        assertEquals(775169054918279404L, hash.multipliers()[0]);
        assertEquals(223865076026037746L, hash.multipliers()[111]);
        assertEquals(1062448801025099917L, hash.increments()[0]);
        assertEquals(1097409548522419201L, hash.increments()[111]);
    }

    @Test
    void xxHashGivesItsPublishedValues() {
        byte[] none = {};
        byte[] text = "Nobody inspects the spammish repetition".getBytes(StandardCharsets.US_ASCII);

        assertEquals(0x02CC5D05, XxHash.hash32(none, 0, 0, 0));
        assertEquals(0xE2293B2F, XxHash.hash32(text, 0, text.length, 0));
        assertEquals(0xEF46DB3751D8E999L, XxHash.hash64(none, 0, 0, 0));
        assertEquals(0xFBCEA83C8A378BF1L, XxHash.hash64(text, 0, text.length, 0));
    }

    @Test
    void plainJavaFindsTheSame() {
        Random random = new Random(4);
        for (long mask : new long[] {-1, 0xFFFF_FFFFL}) {
            long[] multipliers = random.longs(48).toArray();
            long[] increments = random.longs(48).toArray();
            long[] shingles = random.longs(30).toArray();

            assertArrayEquals(
                    MinHash.least(multipliers, increments, mask, shingles, 30),
                    MinHashVectors.least(multipliers, increments, mask, shingles, 30));
        }
    }

    @Test
    void signaturesAreTheLeastResidues() {
        Random random = new Random(3);
        for (ShingleHash kind : ShingleHash.values()) {
            MinHash hash = new MinHash(new MinHashSettings(2, 3, 5, 7, kind));
            long[] shingles = random.longs(9)
                    .map(s -> kind.bits() == 32 ? s & 0xFFFFFFFFL : s)
                    .toArray();

            long[] expected = new long[15];
            for (int i = 0; i < expected.length; i++) {
                BigInteger least = PRIME;
                for (long shingle : shingles) {
                    long wrapped = shingle * hash.multipliers()[i] + hash.increments()[i];
                    BigInteger residue = new BigInteger(Long.toUnsignedString(wrapped)).mod(PRIME);
                    if (kind.bits() == 32) {
                        residue = residue.and(BigInteger.valueOf(0xFFFFFFFFL));
                    }
                    least = least.min(residue);
                }
                expected[i] = least.longValue();
            }

            assertArrayEquals(expected, hash.signature(shingles, shingles.length));
        }
    }

    @Test
    void shinglesAreWordsJoinedByOneSpace() {
        WordBytes words = new WordBytes();
        for (String word : new String[] {"naïve", "日本", "😀", "x"}) {
            words.add(word);
        }
        byte[] joined = "日本 😀 x".getBytes(StandardCharsets.UTF_8);

        assertEquals(2, words.hashes(3, ShingleHash.XXHASH_64).length);
        assertEquals(XxHash.hash64(joined, 0, joined.length, 0), words.hash(1, 3, ShingleHash.XXHASH_64));
        // The first eight bytes of SHA-1("abc"), little endian.
        words.clear();
        words.add("abc");
        assertEquals(0x6A810647363E99A9L, words.hash(0, 1, ShingleHash.SHA1_64));
        assertEquals(0x363E99A9L, words.hash(0, 1, ShingleHash.SHA1_32));
        assertNull(new MinHash(MinHashSettings.DEFAULT).signature(words));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThrows(FormatException.class, () -> new MinHashSettings(5, 0, 8, 1, ShingleHash.XXHASH_64));
        assertThrows(FormatException.class, () -> new MinHashSettings(5, 14, 8, -1, ShingleHash.XXHASH_64));
        assertThrows(FormatException.class, () -> ShingleHash.of("md5"));
        assertEquals(0.924, MinHashSettings.DEFAULT.probability(0.8), 1e-3);
    }
}
