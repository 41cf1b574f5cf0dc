package org.menura.x86.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.menura.x86.kernel.Machine.assertFloats;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.cpu.library.FloatTile.Shape;
import org.menura.tensor.cpu.library.FloatTile.Sum;

/** Tiles of products of floats: the bits of sums in the order of their terms, and nothing read or written beyond. */
class TileCodeTest {
    private final Random random = new Random(1);

    private float[] values(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void sumsInOrder(Isa isa) {
        int lanes = isa == Isa.AVX512 ? 16 : 8;
        int tried = 0;
        try (Machine machine = new Machine(isa)) {
            for (int rows = 1; rows <= 9; rows++) {
                for (int vectors = 1; vectors <= 4; vectors++) {
                    int columns = vectors * lanes;
                    for (Sum sum : Sum.values()) {
                        for (int step : new int[] {Shape.ANY, 1, 23}) {
                            int term = step == 1 ? 11 : 1;
                            Shape shape = new Shape(rows, columns, step, term, columns + 16, sum);
                            if (TileCode.has(shape, isa)) {
                                for (int depth : new int[] {0, 1, 4, 7, 20}) {
                                    check(machine, shape, isa, depth, 1 + depth % 3);
                                    tried++;
                                }
                            }
                        }
                    }
                }
            }
        }
        assertEquals(isa == Isa.AVX512 ? 1485 : 945, tried);
    }

    private void check(Machine machine, Shape shape, Isa isa, int depth, int tiles) {
        int step = shape.step() == Shape.ANY ? 29 : shape.step();
        int stride = shape.columns() + 3;
        int rows = shape.rows() * tiles;
        float[] a = values(depth == 0 ? 0 : (rows - 1) * step + (depth - 1) * shape.term() + 1);
        float[] b = values(depth == 0 ? 0 : (depth - 1) * shape.width() + shape.columns());
        float[] c = values((rows - 1) * stride + shape.columns());
        float[] expected = c.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < shape.columns(); j++) {
                int at = i * stride + j;
                float s = shape.sum() == Sum.CONTINUE ? c[at] : 0;
                for (int k = 0; k < depth; k++) {
                    s = Math.fma(a[i * step + k * shape.term()], b[k * shape.width() + j], s);
                }
                expected[at] = shape.sum() == Sum.ADD ? c[at] + s : s;
            }
        }
        MemorySegment out = machine.floats(c);
        machine.call(
                TileCode.write(shape, isa),
                machine.floats(a),
                machine.floats(b),
                out,
                machine.longs(depth, 4L * stride, 4L * step, tiles),
                MemorySegment.NULL,
                0);
        assertFloats(expected, out, shape + ", " + depth + " terms");
    }

    @Test
    void whatRegistersOrDisplacementsCannotHoldIsRefused() {
        for (Shape shape : List.of(
                new Shape(8, 64, Shape.ANY, 1, 64, Sum.SET),
                new Shape(10, 16, Shape.ANY, 1, 64, Sum.SET),
                new Shape(6, 40, Shape.ANY, 1, 64, Sum.SET),
                new Shape(0, 64, Shape.ANY, 1, 64, Sum.SET),
                new Shape(6, 64, 1 << 20, 1, 64, Sum.SET),
                new Shape(6, 64, 1, 1 << 20, 64, Sum.SET))) {
            assertFalse(TileCode.has(shape, Isa.AVX512), shape::toString);
            assertThrows(IllegalArgumentException.class, () -> TileCode.write(shape, Isa.AVX512));
        }
    }
}
