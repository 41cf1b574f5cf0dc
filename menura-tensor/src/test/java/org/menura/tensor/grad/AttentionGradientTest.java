package org.menura.tensor.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;

/** Gradients of attention against differences, and against their definition in double precision. */
@Tag("slow")
class AttentionGradientTest {
    private static final int HEADS = 4;
    private static final float[] SLOPES = {0.5f, 0.25f, 0.125f, 0.0625f};

    private final Rng rng = new Rng(2);

    static Stream<AttentionSpec> specs() {
        AttentionSpec causal = AttentionSpec.causal(0.4f);
        return Stream.of(
                causal,
                AttentionSpec.full(0.4f),
                causal.withWindow(3),
                AttentionSpec.full(0.4f).withWindow(3),
                AttentionSpec.full(0.4f).withWindow(65),
                causal.withSoftcap(1.5f),
                causal.withSlopes(SLOPES),
                AttentionSpec.full(0.4f).withSlopes(SLOPES).withWindow(5),
                causal.withPrefix(4),
                causal.withPrefix(5).withWindow(2),
                causal.withWindow(70).withSoftcap(2).withSlopes(SLOPES));
    }

    private Tensor heads(int rows, int heads, int dim) {
        return GradientCheck.random(rng, rows, heads, dim);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void agreesWithDifferences(AttentionSpec spec) {
        Segments segments = Segments.ofLengths(5, 0, 1, 7);
        GradientCheck.check(
                (ops, t) -> ops.attention(t.get(0), t.get(1), t.get(2), spec, t.get(3), segments, segments, null),
                heads(13, HEADS, 6),
                heads(13, 2, 6),
                heads(13, 2, 3),
                GradientCheck.random(rng, 7, HEADS));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void agreesWithTheDefinition(AttentionSpec spec) {
        Segments segments = Segments.ofLengths(1, 63, 64, 65, 130, 0);
        check(spec, segments, segments, 2, 20, 12, GradientCheck.random(rng, 41, HEADS));
    }

    @Test
    void headsOfWholeVectors() {
        Segments segments = Segments.ofLengths(200);
        check(AttentionSpec.causal(0.1f), segments, segments, 4, 48, 48, null);
    }

    @Test
    void headsLargerThanABlock() {
        Segments segments = Segments.ofLengths(100);
        AttentionSpec spec = AttentionSpec.causal(0.1f).withWindow(70).withSoftcap(2);
        check(spec, segments, segments, 1, 80, 72, null);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void keysOfAnotherLength(AttentionSpec spec) {
        Segments queries = Segments.ofLengths(3, 70, 10, 5, 0);
        Segments keys = Segments.ofLengths(150, 7, 0, 5, 9);
        check(spec, queries, keys, 2, 16, 64, GradientCheck.random(rng, 11, HEADS));
    }

    @Test
    void givesWhatIsWanted() {
        Segments segments = Segments.ofLengths(9);
        AttentionSpec spec = AttentionSpec.causal(1);
        CpuBackend cpu = new CpuBackend(1);
        Tensor q = heads(9, 2, 8);
        Tensor k = heads(9, 2, 8);
        Tensor v = heads(9, 2, 8);
        Tensor dy = heads(9, 2, 8);
        Tensor y = cpu.attention(q, k, v, spec, null, segments, segments, null);
        Tensor[] all = {Tensor.zeros(9, 2, 8), Tensor.zeros(9, 2, 8), Tensor.zeros(9, 2, 8)};
        CpuGradients gradients = new CpuGradients(cpu);
        gradients.attention(q, k, v, spec, null, segments, segments, y, dy, all[0], all[1], all[2], null);
        for (int wanted = 0; wanted < 3; wanted++) {
            Tensor one = Tensor.zeros(9, 2, 8);
            Tensor dq = wanted == 0 ? one : null;
            Tensor dk = wanted == 1 ? one : null;
            Tensor dv = wanted == 2 ? one : null;
            gradients.attention(q, k, v, spec, null, segments, segments, y, dy, dq, dk, dv, null);
            assertArrayEquals(all[wanted].floats(), one.floats());
        }
    }

    private void check(
            AttentionSpec spec,
            Segments queries,
            Segments keys,
            int keyHeads,
            int keyDim,
            int valueDim,
            @Nullable Tensor bias) {
        Tensor q = heads(queries.rows(), HEADS, keyDim);
        Tensor k = heads(keys.rows(), keyHeads, keyDim);
        Tensor v = heads(keys.rows(), keyHeads, valueDim);
        Tensor dy = heads(queries.rows(), HEADS, valueDim);
        NaiveAttention naive = new NaiveAttention(q, k, v, spec, bias);
        naive.backward(queries, keys, dy);
        List<Tensor> alone = gradients(1, q, k, v, spec, bias, queries, keys, dy);
        List<Tensor> together = gradients(2, q, k, v, spec, bias, queries, keys, dy);
        List<double[]> expected = List.of(naive.dq, naive.dk, naive.dv, naive.dBias);
        for (int i = 0; i < alone.size(); i++) {
            near(expected.get(i), alone.get(i));
            assertArrayEquals(alone.get(i).floats(), together.get(i).floats());
        }
    }

    /** Gradients of q, k, v and, if there is one, the bias. */
    private static List<Tensor> gradients(
            int threads,
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor bias,
            Segments queries,
            Segments keys,
            Tensor dy) {
        CpuBackend cpu = new CpuBackend(threads);
        Tensor y = cpu.attention(q, k, v, spec, bias, queries, keys, null);
        Tensor dq = ones(q);
        Tensor dk = ones(k);
        Tensor dv = ones(v);
        Tensor dBias = bias == null ? null : ones(bias);
        new CpuGradients(cpu).attention(q, k, v, spec, bias, queries, keys, y, dy, dq, dk, dv, dBias);
        return dBias == null ? List.of(dq, dk, dv) : List.of(dq, dk, dv, dBias);
    }

    /** Ones, somewhere in an array. */
    private static Tensor ones(Tensor like) {
        float[] values = new float[(int) like.elements() + 9];
        Arrays.fill(values, 1);
        return Tensor.of(values, 4, Shape.of(like.shape().toArray()));
    }

    /** Whether {@code expected} was added to {@link #ones}, and to nothing beside them. */
    private static void near(double[] expected, Tensor actual) {
        float[] values = actual.toFloats();
        for (int i = 0; i < values.length; i++) {
            double tolerance = 2e-4 * Math.max(1, Math.abs(expected[i]));
            assertEquals(1 + expected[i], values[i], tolerance, "element " + i);
        }
        float[] all = actual.floats();
        for (int i = 0; i < 4; i++) {
            assertEquals(1, all[i]);
            assertEquals(1, all[all.length - 1 - i]);
        }
    }
}
