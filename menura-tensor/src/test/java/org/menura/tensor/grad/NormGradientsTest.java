package org.menura.tensor.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.menura.tensor.grad.GradientCheck.check;
import static org.menura.tensor.grad.GradientCheck.gradients;
import static org.menura.tensor.grad.GradientCheck.placed;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;

/** Gradients of norms, softmax and cross-entropy. */
@Tag("slow")
class NormGradientsTest {
    private static final float EPS = 1e-3f;

    private final Rng rng = new Rng(2);

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 5", "2, 64", "200, 131"})
    void rmsNorm(int rows, int n) {
        Tensor x = placed(rng, rows, n);
        Tensor w = placed(rng, n);
        check((ops, of) -> ops.rmsNorm(of.get(0), of.get(1), EPS, 0), x, w);
        check((ops, of) -> ops.rmsNorm(of.get(0), of.get(1), EPS, 1), x, w);
        check((ops, of) -> ops.rmsNorm(of.get(0), null, EPS, 0), x);
        check((ops, of) -> ops.rmsNorm(of.get(0), w, EPS, 1), x);
        check((ops, of) -> ops.rmsNorm(x, of.get(0), EPS, 1), w);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1", "3, 5, 1", "2, 64, 4", "90, 1001, 7"})
    void groupNorm(int rows, int n, int groups) {
        Tensor x = placed(rng, rows, n);
        Tensor w = placed(rng, n);
        Tensor bias = placed(rng, n);
        check((ops, of) -> ops.groupNorm(of.get(0), groups, of.get(1), of.get(2), EPS), x, w, bias);
        check((ops, of) -> ops.groupNorm(of.get(0), groups, null, null, EPS), x);
        check((ops, of) -> ops.groupNorm(of.get(0), groups, w, of.get(1), EPS), x, bias);
        check((ops, of) -> ops.groupNorm(x, groups, of.get(0), null, EPS), w);
        check((ops, of) -> ops.layerNorm(of.get(0), of.get(1), of.get(2), EPS), x, w, bias);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "3, 5", "2, 64", "200, 131"})
    void normalizations(int rows, int n) {
        Tensor x = placed(rng, rows, n);
        Tensor positive = placed(rng, rows, n);
        for (int i = 0; i < positive.floats().length; i++) {
            positive.floats()[i] = 0.5f + Math.abs(positive.floats()[i]);
        }
        check((ops, of) -> ops.l2Normalize(of.get(0), 1e-6f), x);
        check((ops, of) -> ops.l2Normalize(of.get(0), 1e3f), x);
        check((ops, of) -> ops.normalizeSum(of.get(0)), positive);
        check((ops, of) -> ops.softmax(of.get(0)), x);
    }

    @Test
    void rowsOfSeveralDimensionsAndViews() {
        Tensor x = placed(rng, 5, 3, 4);
        Tensor w = placed(rng, 4);
        check((ops, of) -> ops.rmsNorm(of.get(0).rows(1, 4), of.get(1), EPS, 0), x, w);
        check((ops, of) -> ops.layerNorm(of.get(0).rows(1, 4), of.get(1), null, EPS), x, w);
        check((ops, of) -> ops.softmax(of.get(0).rows(1, 4)), x);
        check((ops, of) -> ops.rmsNorm(of.get(0).rows(0, 1), null, EPS, 0), w.reshape(1, 4));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 5", "40, 17", "50, 403"})
    void crossEntropy(int rows, int classes) {
        Tensor logits = placed(rng, rows, classes);
        int[] targets = new int[rows];
        for (int r = 0; r < rows; r++) {
            targets[r] = r % 4 == 1 ? -100 : rng.nextInt(classes);
        }
        check((ops, of) -> ops.crossEntropy(of.get(0), targets), logits);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 5", "40, 17", "50, 403"})
    void maskedCrossEntropy(int rows, int classes) {
        Tensor logits = placed(rng, rows, classes);
        int[] targets = new int[rows];
        int[] sets = new int[rows];
        int[] offsets = new int[rows + 1];
        int[] ids = new int[rows * classes];
        int n = 0;
        for (int r = 0; r < rows; r++) {
            targets[r] = r % 7 == 1 ? -100 : rng.nextInt(classes);
            sets[r] = r % 5 == 4 ? ClassSets.ALL : r;
            for (int id = 0; id < classes; id++) {
                if (id == Math.max(0, targets[r]) || r % 3 > 0 && rng.nextInt(r % 3 == 1 ? 2 : 20) == 0) {
                    ids[n++] = id;
                }
            }
            offsets[r + 1] = n;
        }
        ClassSets allowed = ClassSets.of(sets, offsets, Arrays.copyOf(ids, n));
        check((ops, of) -> ops.maskedCrossEntropy(of.get(0), targets, allowed), logits);
    }

    @Test
    void classesThatARowMayNotTakeGetNoGradient() {
        Tensor logits = Tensor.of(new float[] {1, 500, 1, 0, 7, 8, 9, 10, 1, 2, 3, 4}, 3, 4);
        int[] targets = {0, 2, 3};
        ClassSets allowed = ClassSets.of(new int[] {0, 1, ClassSets.ALL}, new int[] {0, 2, 3}, new int[] {0, 2, 2});
        float[] g = gradients((ops, of) -> ops.maskedCrossEntropy(of.get(0), targets, allowed), 1, logits)
                .getFirst();
        assertArrayEquals(new float[] {g[0], 0, -g[0], 0, 0, 0, 0, 0}, Arrays.copyOf(g, 8), 1e-6f);
        float[] free = gradients((ops, of) -> ops.crossEntropy(of.get(0), targets), 1, logits)
                .getFirst();
        assertArrayEquals(Arrays.copyOfRange(free, 8, 12), Arrays.copyOfRange(g, 8, 12));
    }

    @Test
    void crossEntropyOfExtremes() {
        float none = Float.NEGATIVE_INFINITY;
        Tensor logits = Tensor.of(new float[] {1000, 1000, none, 0, -500, 300, 1, 2, 3}, 3, 3);
        int[] targets = {1, 1, -1};
        // The projection's first gradients are of any size: what counts is their proportion.
        float[] g = gradients((ops, of) -> ops.crossEntropy(of.get(0), targets), 1, logits)
                .getFirst();
        float d = -2 * g[1];
        assertArrayEquals(new float[] {d / 2, -d / 2, 0}, new float[] {g[0], g[1], g[2]}, 1e-6f);
        assertArrayEquals(new float[3], new float[] {g[6], g[7], g[8]});
        assertArrayEquals(new float[] {0, -g[5], g[5]}, new float[] {g[3], g[4], g[5]}, 1e-6f);
    }

    /** With logits that something else reads too, the gradient gets an array of its own. */
    @Test
    void crossEntropyMayPutItsGradientWhereTheLogitsWere() {
        Tensor x = GradientCheck.random(rng, 9, 40);
        Tensor w = GradientCheck.random(rng, 100, 40);
        int[] targets = {3, 99, -1, 0, 7, 7, 50, -1, 12};
        float[][] found = new float[2][];
        for (int i = 0; i < 2; i++) {
            CpuBackend cpu = new CpuBackend(2);
            GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), false);
            Parameter head = Parameter.of("head", Tensor.of(w.toFloats(), 100, 40));
            try (GradientTape tape = ops.record(List.of(head))) {
                Tensor logits = ops.linear(x, head.value(), null);
                float[] before = logits.toFloats();
                if (i == 1) {
                    Tensor unused = ops.affine(logits, 2, 0);
                    assertEquals(logits.shape(), unused.shape());
                }
                Tensor loss = ops.crossEntropy(logits, targets);
                tape.seed(loss, Tensor.of(new float[] {1, 2, 3, -1, 0, 0.5f, 1, 1, 1}, 9));
                tape.backward();
                assertEquals(i == 1, Arrays.equals(before, logits.toFloats()));
            }
            found[i] = head.gradient().toFloats();
        }
        assertArrayEquals(found[1], found[0]);
    }
}
