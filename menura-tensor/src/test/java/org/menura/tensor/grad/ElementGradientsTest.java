package org.menura.tensor.grad;

import static org.menura.tensor.grad.GradientCheck.check;
import static org.menura.tensor.grad.GradientCheck.placed;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.Activation;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;

/** Gradients of what works element by element, broadcast operands among it. */
@Tag("slow")
class ElementGradientsTest {
    private final Rng rng = new Rng(1);

    /** Shapes of a large operand and of one that is broadcast to it. */
    record Shapes(long[] large, long... small) {}

    static Stream<Shapes> shapes() {
        return Stream.of(
                new Shapes(new long[] {1}, 1),
                new Shapes(new long[] {7, 5}, 7, 5),
                new Shapes(new long[] {7, 5}, 5),
                new Shapes(new long[] {3, 50}),
                new Shapes(new long[] {4, 3, 11}, 3, 11),
                new Shapes(new long[] {2, 9, 1}, 1),
                new Shapes(new long[] {301, 67}, 67),
                new Shapes(new long[] {40, 1003}, 1003),
                new Shapes(new long[] {3, 16500}, 16500));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void sums(Shapes s) {
        Tensor a = placed(rng, s.large);
        Tensor b = placed(rng, s.small);
        check((ops, of) -> ops.add(of.get(0), of.get(1)), a, b);
        check((ops, of) -> ops.sub(of.get(0), of.get(1)), a, b);
        check((ops, of) -> ops.affine(of.get(0), -1.5f, 0.3f), a);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void products(Shapes s) {
        Tensor a = placed(rng, s.large);
        Tensor b = placed(rng, s.small);
        check((ops, of) -> ops.mul(of.get(0), of.get(1)), a, b);
        check((ops, of) -> ops.mul(of.get(0), b), a);
        check((ops, of) -> ops.mul(a, of.get(0)), b);
        check((ops, of) -> ops.mul(of.get(0), of.get(0)), a);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void lerp(Shapes s) {
        Tensor a = placed(rng, s.large);
        Tensor b = placed(rng, s.large);
        Tensor t = placed(rng, s.small);
        check((ops, of) -> ops.lerp(of.get(0), of.get(1), of.get(2)), a, b, t);
        check((ops, of) -> ops.lerp(a, of.get(0), t), b);
        check((ops, of) -> ops.lerp(of.get(0), of.get(0), of.get(1)), a, t);
    }

    @Test
    void views() {
        Tensor a = placed(rng, 9, 5);
        check((ops, of) -> ops.mul(of.get(0).rows(2, 6), of.get(0).rows(7, 8).reshape(5)), a);
        check((ops, of) -> ops.add(of.get(0).rows(1, 8), of.get(0).rows(0, 7)), a);
    }

    /** Values at least a step away from -0.5, 0 and 0.7. */
    private Tensor awayFromBends(long... sizes) {
        Tensor x = placed(rng, sizes);
        for (int i = 0; i < x.floats().length; i++) {
            for (float bend : new float[] {-0.5f, 0, 0.7f}) {
                if (Math.abs(x.floats()[i] - bend) < 0.02f) {
                    x.floats()[i] = bend + 0.03f;
                }
            }
        }
        return x;
    }

    @Test
    void clamp() {
        for (int n : new int[] {1, 37, 17_001}) {
            check((ops, of) -> ops.clamp(of.get(0), -0.5f, 0.7f), awayFromBends(n));
        }
    }

    @ParameterizedTest
    @EnumSource
    void activations(Activation f) {
        for (int n : new int[] {1, 53, 3001}) {
            Tensor x = awayFromBends(n);
            Tensor up = placed(rng, n);
            check((ops, of) -> ops.activate(f, of.get(0)), x);
            check((ops, of) -> ops.gated(f, of.get(0), of.get(1)), x, up);
            check((ops, of) -> ops.gated(f, of.get(0), up), x);
            check((ops, of) -> ops.gated(f, x, of.get(0)), up);
            check((ops, of) -> ops.gated(f, of.get(0), of.get(0)), x);
        }
    }

    @Test
    void scaleRows() {
        for (long[] size : new long[][] {{1, 1}, {5, 33}, {300, 67}}) {
            Tensor x = placed(rng, size);
            Tensor factors = placed(rng, size[0]);
            check((ops, of) -> ops.scaleRows(of.get(0), of.get(1)), x, factors);
            check((ops, of) -> ops.scaleRows(of.get(0), factors), x);
            check((ops, of) -> ops.scaleRows(x, of.get(0)), factors);
        }
        Tensor heads = placed(rng, 4, 3, 5);
        check((ops, of) -> ops.scaleRows(of.get(0), of.get(1)), heads, placed(rng, 4, 3));
    }
}
