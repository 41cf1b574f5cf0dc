package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;

class TopKTest {
    @Test
    void findsTheLargestOfEachRowInOrder() {
        Tensor x = Tensor.of(new float[] {9, 9, 0.1f, 0.5f, 0.3f, 0.5f, -1, -3, -2, -2}, 10)
                .reshape(5, 2);
        Tensor rows = x.rows(1, 5).reshape(2, 4); // a view: {0.1, 0.5, 0.3, 0.5}, {-1, -3, -2, -2}
        CpuBackend ops = new CpuBackend(1);
        assertArrayEquals(new int[] {1, 3, 2, 0, 2, 3}, ops.topK(rows, 3));
        assertArrayEquals(new int[] {1, 0}, ops.topK(rows, 1));
        assertArrayEquals(new int[] {1, 3, 2, 0, 0, 2, 3, 1}, ops.topK(rows, 4));
    }
}
