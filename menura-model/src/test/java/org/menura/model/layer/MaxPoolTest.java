package org.menura.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

class MaxPoolTest {
    @Test
    void takesTheLargestAndLeavesTheEdgeOut() {
        float[] picture = {
            1, -2, 0, 9, //
            5, -3, 7, 8,
            0, 0, 0, 99
        };
        FeatureMap x = new FeatureMap(Tensor.of(picture, 12, 1), new Grid(1, 3, 4));
        FeatureMap y = new MaxPool(new CpuBackend(1), 2).apply(x);
        assertEquals(new Grid(1, 1, 2), y.grid());
        assertArrayEquals(new float[] {5, 9}, y.rows().toFloats());
    }
}
