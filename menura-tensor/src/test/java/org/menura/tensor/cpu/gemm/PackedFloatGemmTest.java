package org.menura.tensor.cpu.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/** MatMul of float32 weights against double precision, and on several threads. */
@Tag("slow")
class PackedFloatGemmTest {
    private final RandomTensors random = new RandomTensors(7);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "8, 3, 32",
        "13, 40, 33",
        "31, 384, 80",
        "32, 70, 128",
        "39, 33, 64",
        "300, 17, 70",
        "70, 20000, 5"
    })
    void multiply(int rows, int in, int outs) {
        assumeTrue(PackedFloatGemm.suitsProcessor());
        Tensor x = random.heap(rows, in);
        Tensor w = random.stored(DType.F32, outs, in);
        FloatPanels panels = FloatPanels.of(new Workers(2), w);
        float[] out = new float[rows * outs + 1];
        new PackedFloatGemm(new Workers(1)).multiply(x.floats(), x.offset(), rows, panels, out);
        assertEquals(0, out[rows * outs]);
        float[] weights = w.toFloats();
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outs; o++) {
                double sum = 0;
                for (int k = 0; k < in; k++) {
                    sum += (double) x.floats()[x.offset() + r * in + k] * weights[o * in + k];
                }
                assertEquals(sum, out[r * outs + o], 1e-6 * (in + 1));
            }
        }
        for (int threads = 2; threads < 4; threads++) {
            float[] shared = new float[out.length];
            new PackedFloatGemm(new Workers(threads)).multiply(x.floats(), x.offset(), rows, panels, shared);
            assertArrayEquals(out, shared);
        }
    }

    /** Operands in arrays, laid out for one product: rows of weights, or columns. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "13, 40, 33", "70, 600, 130", "100, 66000, 65"})
    void laidOutForOneProduct(int rows, int inner, int cols) {
        assumeTrue(PackedFloatGemm.suitsProcessor());
        Tensor x = random.heap(rows, inner);
        Tensor w = random.heap(cols, inner);
        Tensor columns = Tensor.zeros(inner, cols);
        for (int i = 0; i < inner * cols; i++) {
            columns.floats()[i] = w.floats()[w.offset() + i % cols * inner + i / cols];
        }
        float[] expected = new float[rows * cols];
        new PackedFloatGemm(new Workers(1)).multiply(x, w, expected);
        for (int i = 0; i < rows * cols; i += 7) {
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                sum += (double) x.floats()[x.offset() + i / cols * inner + k]
                        * w.floats()[w.offset() + i % cols * inner + k];
            }
            assertEquals(sum, expected[i], 1e-6 * (inner + 1));
        }
        for (int threads = 2; threads < 4; threads++) {
            float[] shared = new float[expected.length];
            new PackedFloatGemm(new Workers(threads)).multiply(x, w, shared);
            assertArrayEquals(expected, shared);
            new PackedFloatGemm(new Workers(threads)).matmul(x, columns, shared);
            assertArrayEquals(expected, shared);
        }
    }
}
