package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;
import org.menura.tensor.dtype.DType;

/** Convolutions and what belongs to them against sums in double precision. */
class ConvolutionTest {
    private final RandomTensors random = new RandomTensors(5);
    private final Backend ops = new CpuBackend(2);

    static Stream<Arguments> shapes() {
        Window skewed = new Window(3, 2, 2, 3, 0, 1, 1, 2, 2, 1);
        return Stream.of(
                Arguments.of(new Grid(1, 1, 1), Window.square(1, 1, 0), 1, 1, 1),
                Arguments.of(new Grid(2, 5, 4), Window.square(1, 1, 0), 7, 3, 1),
                Arguments.of(new Grid(2, 5, 4), Window.square(1, 2, 0), 7, 3, 1),
                Arguments.of(new Grid(2, 6, 5), Window.square(3, 1, 1), 4, 9, 1),
                Arguments.of(new Grid(1, 20, 21), Window.square(3, 1, 1), 33, 40, 1),
                Arguments.of(new Grid(2, 8, 8), new Window(3, 3, 2, 2, 0, 1, 0, 1, 1, 1), 6, 8, 2),
                Arguments.of(new Grid(1, 7, 9), skewed, 6, 4, 2),
                Arguments.of(new Grid(3, 6, 6), Window.square(3, 1, 1), 5, 5, 5),
                Arguments.of(new Grid(1, 28, 28), Window.square(14, 14, 0), 3, 16, 1),
                Arguments.of(new Grid(2, 11, 14), skewed, 70, 70, 1),
                Arguments.of(Grid.line(2, 50), Window.line(7, 1, 9, 3), 8, 4, 1),
                Arguments.of(Grid.line(3, 30), Window.line(3, 2, 1, 1), 8, 12, 4),
                Arguments.of(Grid.line(1, 40_000), Window.line(3, 1, 1, 1), 1, 2, 1));
    }

    /** Row of a convolution's input that a tap reads, or -1. */
    private static int source(Grid in, Window w, int row, int tap) {
        Grid out = w.out(in);
        int y = row % out.area() / out.width() * w.strideY() - w.padTop() + tap / w.kernelX() * w.dilationY();
        int x = row % out.width() * w.strideX() - w.padLeft() + tap % w.kernelX() * w.dilationX();
        boolean isInside = y >= 0 && y < in.height() && x >= 0 && x < in.width();
        return isInside ? (row / out.area() * in.height() + y) * in.width() + x : -1;
    }

    /** The convolution, or the one the other way round, which reads rows of its result's size. */
    private static double[] expected(
            boolean transposed, Grid in, Window window, float[] x, float[] w, int ins, int outs, int groups) {
        Grid out = window.out(in);
        int taps = window.taps();
        int i = ins / groups;
        int o = outs / groups;
        double[] y = new double[transposed ? in.rows() * ins : out.rows() * outs];
        for (int r = 0; r < out.rows(); r++) {
            for (int t = 0; t < taps; t++) {
                int s = source(in, window, r, t);
                for (int c = 0; s >= 0 && c < outs; c++) {
                    for (int d = 0; d < i; d++) {
                        double weight = w[(c * i + d) * taps + t];
                        int read = s * ins + c / o * i + d;
                        if (transposed) {
                            y[read] += weight * x[r * outs + c];
                        } else {
                            y[r * outs + c] += weight * x[read];
                        }
                    }
                }
            }
        }
        return y;
    }

    private static void assertNear(double[] expected, @Nullable Tensor bias, Tensor actual, double tolerance) {
        int n = actual.shape().cols();
        double[] values = new double[expected.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = actual.floats()[actual.offset() + k];
            expected[k] += bias == null ? 0 : bias.floats()[bias.offset() + k % n];
        }
        assertEquals(expected.length, actual.elements());
        assertArrayEquals(expected, values, tolerance);
    }

    private Tensor weights(Window window, int first, int second) {
        return window.kernelY() == 1
                ? random.heap(first, second, window.kernelX())
                : random.heap(first, second, window.kernelY(), window.kernelX());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void convolution(Grid grid, Window window, int ins, int outs, int groups) {
        Tensor x = random.heap(grid.rows(), ins);
        Tensor w = weights(window, outs, ins / groups);
        Tensor bias = random.heap(outs);
        double[] expected = expected(false, grid, window, x.toFloats(), w.toFloats(), ins, outs, groups);
        assertNear(expected.clone(), bias, ops.conv(x, w, bias, grid, window, groups), 2e-4);
        assertNear(expected, null, ops.conv(x, w, null, grid, window, groups), 2e-4);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void transposedConvolution(Grid grid, Window window, int ins, int outs, int groups) {
        Grid small = window.out(grid);
        Tensor x = random.heap(small.rows(), outs);
        Tensor w = weights(window, outs, ins / groups);
        Tensor bias = random.heap(ins);
        double[] expected = expected(true, grid, window, x.toFloats(), w.toFloats(), ins, outs, groups);
        assertNear(expected.clone(), bias, ops.convTransposed(x, w, bias, small, window, grid, groups), 2e-4);
        assertNear(expected, null, ops.convTransposed(x, w, null, small, window, grid, groups), 2e-4);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void resultsDoNotDependOnThreads(Grid grid, Window window, int ins, int outs, int groups) {
        Tensor x = random.heap(grid.rows(), ins);
        Tensor w = weights(window, outs, ins / groups);
        Tensor bias = random.heap(ins);
        float[] once = new CpuBackend(1).conv(x, w, null, grid, window, groups).toFloats();
        Tensor y = ops.conv(x, w, null, grid, window, groups);
        assertArrayEquals(once, y.toFloats());
        Grid small = window.out(grid);
        float[] back = new CpuBackend(3)
                .convTransposed(y, w, bias, small, window, grid, groups)
                .toFloats();
        assertArrayEquals(
                back,
                ops.convTransposed(y, w, bias, small, window, grid, groups).toFloats());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gradientsOfWeightsDoNotDependOnThreads(Grid grid, Window window, int ins, int outs, int groups) {
        Tensor x = random.heap(grid.rows(), ins);
        Tensor dy = random.heap(window.out(grid).rows(), outs);
        Tensor once = Tensor.zeros(outs, ins / groups, window.taps());
        Tensor other = Tensor.zeros(outs, ins / groups, window.taps());
        new CpuGradients(new CpuBackend(1)).convWeights(x, dy, grid, window, groups, once);
        new CpuGradients(new CpuBackend(3)).convWeights(x, dy, grid, window, groups, other);
        assertArrayEquals(once.toFloats(), other.toFloats());
    }

    /** Stored weights, also those that a kernel lays out anew, with one kept layout for one use after the other. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "F64", "Q8_0"})
    void storedWeights(DType type) {
        Backend exact = new CpuBackend(CpuOptions.fastest().withThreads(2).withExact(true));
        Grid grid = new Grid(1, 6, 7);
        Window window = Window.square(4, 2, 1);
        Tensor w = random.stored(type, 32, 16 * 16).reshape(32, 16, 4, 4);
        Tensor x = random.heap(grid.rows(), 16);
        Tensor back = random.heap(window.out(grid).rows(), 32);
        double[] expected = expected(false, grid, window, x.toFloats(), w.toFloats(), 16, 32, 1);
        double[] other = expected(true, grid, window, back.toFloats(), w.toFloats(), 16, 32, 1);
        for (int i = 0; i < 2; i++) {
            assertNear(expected.clone(), null, exact.conv(x, w, null, grid, window, 1), 2e-4);
            Tensor y = exact.convTransposed(back, w, null, window.out(grid), window, grid, 1);
            assertNear(other.clone(), null, y, 2e-4);
        }
        Tensor half = random.heap(grid.rows(), 32);
        Tensor grouped = random.stored(type, 32, 16 * 9).reshape(32, 16, 3, 3);
        Window small = Window.square(3, 1, 1);
        expected = expected(false, grid, small, half.toFloats(), grouped.toFloats(), 32, 32, 2);
        assertNear(expected, null, exact.conv(half, grouped, null, grid, small, 2), 2e-4);
    }

    @Test
    void transposedSizesAsPyTorchHasThem() {
        Window window = Window.line(8, 4, 2, 1);
        assertEquals(Grid.line(2, 40), window.transposed(Grid.line(2, 10), 0, 0));
        assertEquals(new Grid(1, 10, 8), Window.square(3, 2, 1).transposed(new Grid(1, 5, 4), 1, 1));
        assertThrows(
                IllegalArgumentException.class, () -> Window.square(1, 1, 3).transposed(new Grid(1, 2, 2), 0, 0));
    }

    @Test
    void resizingAndPooling() {
        Grid grid = new Grid(1, 2, 3);
        assertArrayEquals(
                new int[] {0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 3, 3, 4, 4, 5, 5}, grid.nearest(4, 6));
        assertArrayEquals(new int[] {0, 1}, grid.nearest(1, 2));
        assertArrayEquals(new int[] {0, 1, 4, 5, 2, 3, 6, 7}, new Grid(1, 2, 4).windows(Window.square(2, 2, 0)));
        assertThrows(IllegalArgumentException.class, () -> grid.windows(Window.square(2, 1, 1)));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Tensor x = random.heap(12, 4);
        Tensor w = random.heap(6, 4, 3, 3);
        Grid grid = new Grid(1, 3, 4);
        Window window = Window.square(3, 1, 1);
        List<Runnable> calls = List.of(
                () -> ops.conv(x, w, null, new Grid(1, 3, 3), window, 1),
                () -> ops.conv(x, w, null, grid, Window.square(2, 1, 0), 1),
                () -> ops.conv(x, w, null, grid, window, 2),
                () -> ops.conv(x, w, random.heap(4), grid, window, 1),
                () -> ops.conv(x, random.heap(6, 4, 3), null, grid, window, 1),
                () -> ops.convTransposed(x, w, null, grid, window, grid, 1),
                () -> ops.convTransposed(x, random.heap(4, 6, 3, 3), null, grid, window, new Grid(1, 4, 4), 1),
                () -> ops.groupNorm(x, new Grid(1, 3, 3).segments(), 2, null, null, 1e-5f),
                () -> ops.groupNorm(x, grid.segments(), 3, null, null, 1e-5f));
        for (Runnable call : calls) {
            assertThrows(IllegalArgumentException.class, call::run);
        }
        assertThrows(
                IllegalArgumentException.class, () -> Window.square(5, 1, 0).out(grid));
    }

    @ParameterizedTest
    @MethodSource("normShapes")
    void groupNormOverSpace(int pictures, int area, int n, int groups) {
        Grid grid = Grid.line(pictures, area);
        Tensor x = random.heap(grid.rows(), n);
        Tensor w = random.heap(n);
        Tensor bias = random.heap(n);
        double[] expected = new double[grid.rows() * n];
        int size = n / groups;
        for (int p = 0; p < pictures; p++) {
            for (int g = 0; g < groups; g++) {
                double sum = 0;
                double squares = 0;
                for (int k = 0; k < area * size; k++) {
                    double v = x.floats()[x.offset() + (p * area + k / size) * n + g * size + k % size];
                    sum += v;
                    squares += v * v;
                }
                double mean = sum / area / size;
                double scale = 1 / Math.sqrt(squares / area / size - mean * mean + 1e-5f);
                for (int k = 0; k < area * size; k++) {
                    int c = g * size + k % size;
                    int at = (p * area + k / size) * n + c;
                    double h = (x.floats()[x.offset() + at] - mean) * scale;
                    expected[at] = h * w.floats()[w.offset() + c];
                }
            }
        }
        Tensor y = ops.groupNorm(x, grid.segments(), groups, w, bias, 1e-5f);
        assertNear(expected, bias, y, 1e-5);
        assertArrayEquals(
                y.toFloats(),
                new CpuBackend(3)
                        .groupNorm(x, grid.segments(), groups, w, bias, 1e-5f)
                        .toFloats());
    }

    static Stream<Arguments> normShapes() {
        return Stream.of(
                Arguments.of(1, 1, 2, 1),
                Arguments.of(2, 6, 8, 4),
                Arguments.of(3, 200, 67, 1),
                Arguments.of(1, 1000, 32, 32));
    }
}
