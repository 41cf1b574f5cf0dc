package org.menura.tensor.cpu.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvenBlocksTest {
    @ParameterizedTest
    @CsvSource({
        "288, 128, 72",
        "512, 128, 128",
        "512, 256, 128",
        "1408, 256, 240",
        "32000, 256, 256",
        "64, 128, 32",
        "1, 256, 32"
    })
    void cutsIntoBlocksThatAreAlike(int outs, int most, int width) {
        assertEquals(width, EvenBlocks.width(outs, most));
    }

    @Test
    void padsLessThanABlockAndEachByLessThanEightOutputs() {
        for (int outs = 1; outs < 5000; outs++) {
            int width = EvenBlocks.width(outs, 256);
            assertTrue(width >= 32 && width <= 256 && width % 8 == 0, "outputs " + outs);
            int padded = Math.ceilDiv(outs, width) * width - outs;
            assertTrue(padded < width, "outputs " + outs);
            if (outs >= 128) {
                assertTrue(padded < 8 * (Math.ceilDiv(outs, width) + 1), "outputs " + outs);
            }
        }
    }
}
