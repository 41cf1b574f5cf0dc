package org.menura.generate.watermark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TorchGeneratorTest {
    @Test
    void permutationsAreTorchs() {
        assertArrayEquals(new int[] {4, 1, 7, 5, 3, 9, 0, 8, 6, 2}, new TorchGenerator(0).permutation(10));
        assertArrayEquals(new int[] {2, 6, 1, 8, 4, 5, 0, 9, 3, 7}, new TorchGenerator(42).permutation(10));
        assertArrayEquals(new int[] {1, 0}, new TorchGenerator(1).permutation(2));
        assertArrayEquals(new int[] {0}, new TorchGenerator(7).permutation(1));
        assertEquals(0, new TorchGenerator(7).permutation(0).length);
    }

    @Test
    void theSeedsLow32BitsCount() {
        assertArrayEquals(new TorchGenerator(5).permutation(100), new TorchGenerator((1L << 40) + 5).permutation(100));
        assertArrayEquals(new TorchGenerator(-1).permutation(100), new TorchGenerator(0xffff_ffffL).permutation(100));
    }

    @Test
    void aPermutationsHeadIsThatOfTheWhole() {
        int[] whole = new TorchGenerator(9).permutation(5000);
        int[] order = new int[5000];
        Arrays.setAll(order, i -> i);
        new TorchGenerator(9).shuffleHead(order, 5000, 1250);
        assertArrayEquals(Arrays.copyOf(whole, 1250), Arrays.copyOf(order, 1250));
    }

    @Test
    void seedingAnewGivesTheSameAgain() {
        TorchGenerator generator = new TorchGenerator(3);
        int first = generator.nextWord();
        generator.permutation(1000);
        generator.seed(3);
        assertEquals(first, generator.nextWord());
    }

    @Test
    void coinsAreTorchs() {
        StringBuilder coins = new StringBuilder();
        Arrays.stream(new TorchGenerator(0).integers(2, 24)).forEach(coins::append);
        assertEquals("011011111110010000010110", coins.toString());
    }
}
