package org.menura.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RngTest {
    /** The three "philox4x32 10" vectors of Random123's kat_vectors: counter, key, output. */
    @Test
    void philoxGivesTheKnownAnswers() {
        assertBlock(
                new int[] {0, 0, 0, 0}, new int[] {0, 0}, new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
        assertBlock(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}, new int[] {
            0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd
        });
        assertBlock(
                new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                new int[] {0xa4093822, 0x299f31d0},
                new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
    }

    private static void assertBlock(int[] counter, int[] key, int[] expected) {
        int[] out = new int[Philox.WORDS];
        Philox.block(join(key[0], key[1]), join(counter[0], counter[1]), join(counter[2], counter[3]), out);
        assertArrayEquals(expected, out);
    }

    private static long join(int low, int high) {
        return ((long) high << 32) | Integer.toUnsignedLong(low);
    }

    @Test
    void aStreamIsTheBlocksOfItsCounters() {
        Rng rng = new Rng(0);
        assertEquals(0x6627e8d5, rng.nextInt());
        assertEquals(0xe169c58d, rng.nextInt());
        assertEquals(0xbc57ac4c9b00dbd8L, rng.nextLong());
        int[] second = new int[Philox.WORDS];
        Philox.block(0, 1, 0, second);
        assertEquals(second[0], rng.nextInt());
        assertEquals(5, rng.position());
    }

    @Test
    void numbersAreMadeOfTheWordsAsDocumented() {
        assertEquals((0x6627e8d5 >>> 8) / 16777216f, new Rng(0).nextFloat());
        assertEquals(0x1p-53 * (0x6627e8d5e169c58dL >>> 11), new Rng(0).nextDouble());
        double radius = Math.sqrt(-2 * Math.log((0x6627e8d5L + 0.5) / 4294967296.0));
        double angle = 2 * Math.PI * (0xe169c58dL / 4294967296.0);
        assertEquals(radius * Math.cos(angle), new Rng(0).nextGaussian(), 1e-12);
        assertEquals((int) ((0x6627e8d5L * 100) >>> 32), new Rng(0).nextInt(100));
    }

    @Test
    void jumpsToAnyPosition() {
        Rng rng = new Rng(42, 7);
        int[] words = new int[100];
        for (int i = 0; i < words.length; i++) {
            words[i] = rng.nextInt();
        }
        for (int i = words.length - 1; i >= 0; i--) {
            rng.jumpTo(i);
            assertEquals(words[i], rng.nextInt());
        }
        rng.jumpTo(Long.MAX_VALUE - 1);
        rng.nextInt();
        assertThrows(IllegalArgumentException.class, () -> rng.jumpTo(-1));
    }

    @Test
    void streamsAndSeedsDiffer() {
        Rng rng = new Rng(1);
        int same = 0;
        Rng stream = rng.split(1);
        Rng seed = new Rng(2);
        for (int i = 0; i < 1000; i++) {
            int word = rng.nextInt();
            same += (word == stream.nextInt() ? 1 : 0) + (word == seed.nextInt() ? 1 : 0);
        }
        assertEquals(0, same);
    }

    @Test
    void copyAndSavedStateGoOnWithTheSameNumbers() throws IOException {
        Rng rng = new Rng(-5, 3);
        rng.nextGaussian();
        rng.nextInt();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rng.save(new DataOutputStream(bytes));
        assertEquals(24, bytes.size());
        Rng copy = rng.copy();
        Rng loaded = Rng.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        for (int i = 0; i < 20; i++) {
            int word = rng.nextInt();
            assertEquals(word, copy.nextInt());
            assertEquals(word, loaded.nextInt());
        }
    }

    @Test
    void drawsAreUniform() {
        Rng rng = new Rng(11);
        int cells = 10;
        int draws = 200_000;
        int[] integers = new int[cells];
        int[] floats = new int[cells];
        int[] doubles = new int[cells];
        for (int i = 0; i < draws; i++) {
            integers[rng.nextInt(cells)]++;
            floats[(int) (rng.nextFloat() * cells)]++;
            doubles[(int) (rng.nextDouble() * cells)]++;
        }
        // 27.9 is the 0.1 % quantile of chi-squared with 9 degrees of freedom.
        assertTrue(chiSquared(integers, draws) < 27.9);
        assertTrue(chiSquared(floats, draws) < 27.9);
        assertTrue(chiSquared(doubles, draws) < 27.9);
    }

    private static double chiSquared(int[] counts, int draws) {
        double expected = (double) draws / counts.length;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    @Test
    void gaussiansHaveTheMomentsOfTheNormalDistribution() {
        Rng rng = new Rng(12);
        int draws = 200_000;
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        int withinOne = 0;
        for (int i = 0; i < draws; i++) {
            double x = rng.nextGaussian();
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
            withinOne += Math.abs(x) < 1 ? 1 : 0;
        }
        assertEquals(0, sum / draws, 0.01);
        assertEquals(1, squares / draws, 0.015);
        assertEquals(3, fourth / draws, 0.1);
        assertEquals(0.6827, (double) withinOne / draws, 0.005);
    }

    @Test
    void anUnevenBoundHasNoBias() {
        Rng rng = new Rng(13);
        int bound = 3 << 29; // of 2^32 words, a plain remainder would favour the lower third
        int low = 0;
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            int x = rng.nextInt(bound);
            assertTrue(x >= 0 && x < bound);
            low += x < bound / 3 ? 1 : 0;
        }
        assertEquals(1 / 3.0, (double) low / draws, 0.006);
        assertThrows(IllegalArgumentException.class, () -> rng.nextInt(0));
    }

    @Test
    void shufflesAreAsLikelyAndPermutationsAreThem() {
        Map<List<Integer>, Integer> counts = new HashMap<>();
        for (long seed = 0; seed < 6000; seed++) {
            List<Integer> list = new ArrayList<>(List.of(0, 1, 2));
            new Rng(seed).shuffle(list);
            assertEquals(
                    list, Arrays.stream(new Rng(seed).permutation(3)).boxed().toList());
            counts.merge(list, 1, Integer::sum);
        }
        assertEquals(6, counts.size());
        counts.values().forEach(n -> assertEquals(1000, n, 150)); // five deviations of a sixth of 6000
    }
}
