package org.menura.x86.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.menura.x86.kernel.Machine.assertFloats;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.cpu.library.RecurrentStep;
import org.menura.tensor.cpu.library.RecurrentStep.Kind;
import org.menura.tensor.cpu.library.RecurrentStep.Shape;

/** Steps of recurrences of many shapes: the bits of their plain twins, and nothing read or written beyond. */
class RecurrentCodeTest {
    private static final int TILE = RecurrentStep.TILE;

    private final Random random = new Random(9);

    private float[] values(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void likeThePlainTwin(Isa isa) {
        for (Kind kind : Kind.values()) {
            for (int[] s : new int[][] {
                {16, 64, 64},
                {16, 256, 256},
                {16, 300, 48},
                {1, 1, 1},
                {64, 64, 64},
                {8, 8, 8},
                {5, 40, 37},
                {128, 80, 80}
            }) {
                check(new Shape(kind, s[0], s[1]), s[2], isa);
            }
        }
    }

    private void check(Shape shape, int width, Isa isa) {
        int n = shape.rows();
        int all = (n - 1) * shape.stride() + width;
        float[] state = values(all);
        float[] along = values(shape.kind() == Kind.SELECTIVE ? all : width);
        float[] work = values(shape.size());
        if (shape.kind() == Kind.SELECTIVE) {
            for (int i = 0; i < all; i++) {
                // Decays of all sizes, some of which vanish.
                along[i] = -Math.abs(along[i]) * (random.nextInt(8) == 0 ? 400 : 1);
            }
            for (int i = 0; i < TILE; i++) {
                work[TILE + i] = Math.abs(work[TILE + i]);
            }
        }
        try (Machine machine = new Machine(isa)) {
            MemorySegment states = machine.floats(state);
            MemorySegment works = machine.floats(work);
            MemorySegment out = machine.bytes(4 * width);
            MemorySegment rows = works.asSlice(4L * shape.inputs());
            machine.call(RecurrentCode.write(shape, isa), states, machine.floats(along), out, works, rows, width);
            float[] y = plain(shape, state, along, work, width);
            assertFloats(y, out, shape + " on " + isa);
            assertFloats(state, states, "state of " + shape + " on " + isa);
            assertFloats(work, works, "work of " + shape + " on " + isa);
        }
    }

    private static float[] plain(Shape shape, float[] h, float[] along, float[] work, int width) {
        float[] y = new float[width];
        float[][] rows = new float[5][];
        for (int k = 0; shape.inputs() + k * shape.rows() < work.length; k++) {
            int from = shape.inputs() + k * shape.rows();
            rows[k] = Arrays.copyOfRange(work, from, from + shape.rows());
        }
        for (int i = 0; i < width; i++) {
            y[i] = switch (shape.kind()) {
                case SELECTIVE -> selective(shape, h, along, work, rows, i);
                case HEAD -> head(shape, h, along[i], work, rows, i);
                case SIX -> six(shape, h, along[i], work, rows, i);
                case SEVEN -> seven(shape, h, along[i], rows, i);
            };
        }
        return y;
    }

    private static float selective(Shape shape, float[] h, float[] rates, float[] work, float[][] rows, int i) {
        float dt = work[TILE + i];
        float y = work[i] * work[2 * TILE + i];
        float step = dt * work[i];
        for (int j = 0; j < shape.rows(); j++) {
            int at = j * shape.stride() + i;
            h[at] = Math.fma(h[at], PlainFloats.exp2(dt * rates[at]), step * rows[0][j]);
            y = Math.fma(h[at], rows[1][j], y);
        }
        return y;
    }

    private static float head(Shape shape, float[] h, float x, float[] work, float[][] rows, int i) {
        float y = x * work[2];
        float step = x * work[1];
        for (int j = 0; j < shape.rows(); j++) {
            int at = j * shape.stride() + i;
            h[at] = Math.fma(h[at], work[0], step * rows[0][j]);
            y = Math.fma(h[at], rows[1][j], y);
        }
        return y;
    }

    private static float six(Shape shape, float[] h, float v, float[] work, float[][] rows, int i) {
        float y = v * work[0];
        for (int j = 0; j < shape.rows(); j++) {
            int at = j * shape.stride() + i;
            y = Math.fma(h[at], rows[0][j], y);
            h[at] = Math.fma(h[at], rows[2][j], v * rows[1][j]);
        }
        return y;
    }

    private static float seven(Shape shape, float[] h, float v, float[][] rows, int i) {
        float removed = 0;
        for (int j = 0; j < shape.rows(); j++) {
            removed = Math.fma(h[j * shape.stride() + i], rows[0][j], removed);
        }
        float y = 0;
        for (int j = 0; j < shape.rows(); j++) {
            int at = j * shape.stride() + i;
            h[at] = Math.fma(h[at], rows[1][j], removed * rows[3][j] + v * rows[2][j]);
            y = Math.fma(h[at], rows[4][j], y);
        }
        return y;
    }

    @Test
    void powersAreExactToAUnitInTheLastPlace() {
        for (float x = -126; x < 127; x += 0.0117f) {
            double exact = Math.pow(2, x);
            assertEquals(exact, PlainFloats.exp2(x), 1.1 * Math.ulp((float) exact), "power of " + x);
        }
        assertEquals(0, PlainFloats.exp2(Math.nextDown(-126f)));
        assertEquals(0, PlainFloats.exp2(Float.NEGATIVE_INFINITY));
        assertEquals(1, PlainFloats.exp2(0));
    }
}
