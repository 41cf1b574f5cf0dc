package org.menura.tensor.grad;

import static org.menura.tensor.grad.GradientCheck.check;
import static org.menura.tensor.grad.GradientCheck.placed;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.Grid;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/** Gradients of what works on pictures. */
@Tag("slow")
class ConvolutionGradientsTest {
    private final Rng rng = new Rng(4);

    static Stream<Arguments> shapes() {
        Window skewed = new Window(3, 2, 2, 3, 0, 1, 1, 2, 2, 1);
        return Stream.of(
                Arguments.of(new Grid(1, 1, 1), Window.square(1, 1, 0), 1, 1, 1),
                Arguments.of(new Grid(2, 3, 2), Window.square(1, 1, 0), 5, 3, 1),
                Arguments.of(new Grid(2, 6, 5), Window.square(3, 1, 1), 4, 3, 1),
                Arguments.of(new Grid(2, 8, 8), new Window(3, 3, 2, 2, 0, 1, 0, 1, 1, 1), 4, 6, 2),
                Arguments.of(new Grid(1, 7, 9), skewed, 3, 4, 1),
                Arguments.of(new Grid(3, 6, 6), Window.square(3, 1, 1), 5, 5, 5),
                Arguments.of(new Grid(3, 9, 10), Window.square(3, 1, 1), 20, 70, 1),
                Arguments.of(Grid.line(2, 400), Window.line(3, 2, 1, 1), 8, 36, 1),
                Arguments.of(Grid.line(2, 20), Window.line(3, 1, 2, 2), 6, 6, 6));
    }

    private Tensor weights(Window window, int outs, int ins) {
        return window.kernelY() == 1
                ? placed(rng, outs, ins, window.kernelX())
                : placed(rng, outs, ins, window.kernelY(), window.kernelX());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void convolution(Grid grid, Window window, int ins, int outs, int groups) {
        Tensor x = placed(rng, grid.rows(), ins);
        Tensor w = weights(window, outs, ins / groups);
        Tensor bias = placed(rng, outs);
        check((ops, of) -> ops.conv(of.get(0), of.get(1), of.get(2), grid, window, groups), x, w, bias);
        check((ops, of) -> ops.conv(of.get(0), w, null, grid, window, groups), x);
        check((ops, of) -> ops.conv(x, of.get(0), null, grid, window, groups), w);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void transposedConvolution(Grid grid, Window window, int ins, int outs, int groups) {
        Grid small = window.out(grid);
        Tensor x = placed(rng, small.rows(), outs);
        Tensor w = weights(window, outs, ins / groups);
        Tensor bias = placed(rng, ins);
        check(
                (ops, of) -> ops.convTransposed(of.get(0), of.get(1), of.get(2), small, window, grid, groups),
                x,
                w,
                bias);
        check((ops, of) -> ops.convTransposed(x, of.get(0), null, small, window, grid, groups), w);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1, 1", "2, 5, 6, 3", "3, 130, 66, 2"})
    void groupNorm(int pictures, int area, int n, int groups) {
        Grid grid = Grid.line(pictures, area);
        Tensor x = placed(rng, grid.rows(), n);
        Tensor w = placed(rng, n);
        Tensor bias = placed(rng, n);
        float eps = 1e-3f;
        check((ops, of) -> ops.groupNorm(of.get(0), grid.segments(), groups, of.get(1), of.get(2), eps), x, w, bias);
        check((ops, of) -> ops.groupNorm(of.get(0), grid.segments(), groups, null, null, eps), x);
        check((ops, of) -> ops.groupNorm(x, grid.segments(), groups, of.get(0), null, eps), w);
    }

    @Test
    void resizingAndPooling() {
        Grid grid = new Grid(2, 4, 6);
        Tensor x = placed(rng, grid.rows(), 3);
        check((ops, of) -> ops.gatherRows(of.get(0), grid.nearest(8, 12)), x);
        Window window = Window.square(2, 2, 0);
        check((ops, of) -> ops.sumGroups(ops.gatherRows(of.get(0), grid.windows(window)), window.taps()), x);
    }
}
