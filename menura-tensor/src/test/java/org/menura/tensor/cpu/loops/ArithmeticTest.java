package org.menura.tensor.cpu.loops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.RandomTensors;

/** Plain and vector loops, which agree in every bit. */
class ArithmeticTest {
    private final RandomTensors random = new RandomTensors(6);

    /** One of the operations, over n elements. */
    private interface Operation {
        void run(Arithmetic kind, Tensor a, Tensor b, Tensor c, float[] out, int n);
    }

    private static final Operation[] ALL = {
        (k, a, b, _, out, n) -> k.add(a.floats(), a.offset(), b.floats(), b.offset(), out, 2, n),
        (k, a, b, _, out, n) -> k.sub(a.floats(), a.offset(), b.floats(), b.offset(), out, 2, n),
        (k, a, b, _, out, n) -> k.mul(a.floats(), a.offset(), b.floats(), b.offset(), out, 2, n),
        (k, a, b, _, out, n) -> k.addProduct(a.floats(), a.offset(), b.floats(), b.offset(), out, 2, n),
        (k, a, _, _, out, n) -> k.affine(a.floats(), a.offset(), 1.3f, -0.2f, out, 2, n),
        (k, a, _, _, out, n) -> k.clamp(a.floats(), a.offset(), -0.5f, 0.7f, out, 2, n),
        (k, a, b, c, out, n) ->
                k.lerp(a.floats(), a.offset(), b.floats(), b.offset(), c.floats(), c.offset(), out, 2, n),
        (k, a, b, _, out, n) -> k.scale(a.floats(), a.offset(), 0.3f, b.floats(), b.offset(), 1, out, 2, n)
    };

    @Test
    void agreeOnAnyLengthAndPlace() {
        for (Operation operation : ALL) {
            for (int n = 0; n < 70; n++) {
                Tensor a = random.heap(n);
                Tensor b = random.heap(n);
                Tensor c = random.heap(n);
                float[] expected = random.heap(n + 4).toFloats();
                float[] actual = expected.clone();
                operation.run(new PlainArithmetic(), a, b, c, expected, n);
                operation.run(new VectorArithmetic(), a, b, c, actual, n);
                assertArrayEquals(expected, actual);
            }
        }
    }
}
