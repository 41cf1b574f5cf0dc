package org.menura.tensor.cpu.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.cpu.RandomTensors;

/** Plain and vector products of blocks, beside each other. */
class BlockSumsTest {
    private static final int SIZE = BlockSums.SIZE;
    private static final int STRIDE = 70;

    private final RandomTensors random = new RandomTensors(11);
    private final BlockSums plain = new BlockSums(false);
    private final BlockSums vector = new BlockSums(true);

    @Test
    void productsAgreeOnAnySize() {
        float[] a = random.heap(SIZE, SIZE).toFloats();
        float[] b = random.heap(SIZE, SIZE).toFloats();
        for (int cols = 1; cols <= SIZE; cols++) {
            int rows = 1 + random.below(SIZE);
            int depth = 1 + random.below(SIZE);
            float[] expected = random.heap(SIZE, STRIDE).toFloats();
            float[] actual = expected.clone();
            plain.across(a, 0, b, 0, depth, expected, 2, STRIDE, rows, cols);
            vector.across(a, 0, b, 0, depth, actual, 2, STRIDE, rows, cols);
            plain.along(a, 0, b, 0, depth, expected, 1, STRIDE, rows, cols);
            vector.along(a, 0, b, 0, depth, actual, 1, STRIDE, rows, cols);
            assertArrayEquals(expected, actual, 1e-4f);
        }
    }
}
