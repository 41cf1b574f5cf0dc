package org.menura.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

class LinearTest {
    private static final float[] FACTOR_THEN_BIAS = {0.5f * (1 + 2 * 10) + 100, 0.5f * (3 + 4 * 10) + 200};

    private static Weights weights(float... matrix) {
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        tensors.put("a.weight", TensorEntry.of(Tensor.of(matrix, 2, 2)));
        tensors.put("a.weight.scale", TensorEntry.of(Tensor.of(new float[] {0.5f}, 1)));
        tensors.put("a.bias", TensorEntry.of(Tensor.of(new float[] {100, 200}, 2)));
        return Weights.of(new CheckpointParameters(new TensorTable("memory", tensors) {}), new CpuBackend(1))
                .at("a");
    }

    private static Tensor x() {
        return Tensor.of(new float[] {1, 10}, 1, 2);
    }

    @Test
    void factorsMultiplyProductsAndNotTheBias() {
        Linear layer = new Linear(weights(1, 2, 3, 4), 2, 2, true);
        assertArrayEquals(FACTOR_THEN_BIAS, layer.apply(x()).toFloats());
        Linear[] both = {layer, new Linear(weights(1, 2, 3, 4), 2, 2, true)};
        for (Tensor y : Linear.applyAll(both, x(), x())) {
            assertArrayEquals(FACTOR_THEN_BIAS, y.toFloats());
        }
        assertArrayEquals(
                FACTOR_THEN_BIAS,
                Linear.inFirst(weights(1, 3, 2, 4), 2, 2).apply(x()).toFloats());
        Linear bare = Linear.bare(weights(1, 2, 3, 4), "weight", 2, 2, true, Init.zeros());
        assertArrayEquals(new float[] {10.5f, 21.5f}, bare.apply(x()).toFloats());
    }
}
