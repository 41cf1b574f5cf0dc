package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** Attention against its definition in double precision, and in parts against itself as a whole. */
class AttentionTest {
    private static final int HEADS = 4;
    private static final int KEY_HEADS = 2;
    private static final int KEY_DIM = 10;
    private static final int VALUE_DIM = 7;

    private final Backend ops = new CpuBackend(2);
    private final RandomTensors random = new RandomTensors(2);

    static Stream<AttentionSpec> specs() {
        AttentionSpec causal = AttentionSpec.causal(0.4f);
        float[] slopes = {0.5f, 0.25f, 0.125f, 0.0625f};
        return Stream.of(
                causal,
                AttentionSpec.full(0.4f),
                causal.withWindow(3),
                AttentionSpec.full(0.4f).withWindow(3),
                causal.withSoftcap(1.5f),
                causal.withSlopes(slopes),
                AttentionSpec.full(0.4f).withSlopes(slopes),
                causal.withPrefix(4),
                causal.withPrefix(5).withWindow(2),
                causal.withWindow(4).withSoftcap(2).withSlopes(slopes));
    }

    private Tensor queries(int rows) {
        return random.heap(rows, HEADS, KEY_DIM);
    }

    private Tensor keys(int rows) {
        return random.heap(rows, KEY_HEADS, KEY_DIM);
    }

    private Tensor values(int rows) {
        return random.heap(rows, KEY_HEADS, VALUE_DIM);
    }

    private static float at(Tensor t, int i, int j, int k) {
        return t.floats()[t.offset() + (i * t.dim(1) + j) * t.dim(2) + k];
    }

    /** One query of one head over keys {@code from} to {@code to}; positions end together. */
    private static double[] naive(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec s,
            Tensor relative,
            int row,
            int last,
            int h,
            int from,
            int to) {
        int position = to - from - 1 - (last - row);
        double[] weights = new double[to - from];
        for (int j = 0; j < weights.length; j++) {
            boolean seen = !s.causal() || j <= position || j < s.prefix();
            seen &= s.window() == 0 || position < s.prefix() || j > position - s.window();
            seen &= s.window() == 0 || s.causal() || j < position + s.window();
            double score = 0;
            for (int i = 0; i < KEY_DIM; i++) {
                score += (double) at(q, row, h, i) * at(k, from + j, h / 2, i);
            }
            score *= s.scale();
            if (s.softcap() > 0) {
                score = s.softcap() * Math.tanh(score / s.softcap());
            }
            if (s.slopes() != null) {
                score += s.slopes()[h] * (j - position);
            }
            if (relative != null) {
                int reach = relative.dim(0) / 2;
                int entry = Math.clamp(j - position, -reach, reach) + reach;
                score += relative.floats()[relative.offset() + entry * HEADS + h];
            }
            weights[j] = seen ? Math.exp(score) : 0;
        }
        double sum = Arrays.stream(weights).sum();
        double[] out = new double[VALUE_DIM];
        for (int j = 0; j < weights.length; j++) {
            for (int i = 0; i < VALUE_DIM; i++) {
                out[i] += weights[j] / sum * at(v, from + j, h / 2, i);
            }
        }
        return out;
    }

    private static void assertAttention(
            Tensor q, Tensor k, Tensor v, AttentionSpec s, Tensor relative, Segments qs, Segments ks, Tensor actual) {
        for (int n = 0; n < qs.count(); n++) {
            for (int row = qs.start(n); row < qs.end(n); row++) {
                for (int h = 0; h < HEADS; h++) {
                    double[] expected = naive(q, k, v, s, relative, row, qs.end(n) - 1, h, ks.start(n), ks.end(n));
                    for (int i = 0; i < VALUE_DIM; i++) {
                        assertEquals(expected[i], at(actual, row, h, i), 3e-6, "row " + row + ", head " + h);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void definition(AttentionSpec spec) {
        Segments segments = Segments.ofLengths(5, 1, 9);
        Tensor q = queries(15);
        Tensor k = keys(15);
        Tensor v = values(15);
        Tensor actual = ops.attention(q, k, v, spec, null, segments, segments, null);
        assertAttention(q, k, v, spec, null, segments, segments, actual);
    }

    @Test
    void relativeBias() {
        Segments segments = Segments.ofLengths(8);
        Tensor q = queries(8);
        Tensor k = keys(8);
        Tensor v = values(8);
        Tensor bias = random.heap(7, HEADS);
        AttentionSpec spec = AttentionSpec.full(1);
        assertAttention(
                q, k, v, spec, bias, segments, segments, ops.attention(q, k, v, spec, bias, segments, segments, null));
    }

    @Test
    void otherSequencesAsKeys() {
        Segments queries = Segments.ofLengths(2, 3);
        Segments keys = Segments.ofLengths(6, 4);
        Tensor q = queries(5);
        Tensor k = keys(10);
        Tensor v = values(10);
        AttentionSpec spec = AttentionSpec.full(0.3f);
        assertAttention(q, k, v, spec, null, queries, keys, ops.attention(q, k, v, spec, null, queries, keys, null));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void cachedPartsMakeTheWhole(AttentionSpec spec) {
        if (!spec.causal()) {
            return;
        }
        int rows = 200;
        Tensor q = queries(rows);
        Tensor k = keys(rows);
        Tensor v = values(rows);
        Segments all = Segments.ofLengths(rows);
        Tensor whole = ops.attention(q, k, v, spec, null, all, all, null);
        KvCache[] cache = {new KvCache(DType.F32, KEY_HEADS, KEY_DIM, VALUE_DIM, spec.window())};
        int from = 0;
        for (int step : new int[] {7, 1, 1, 60, 1, 90, 40}) {
            Segments part = Segments.ofLengths(step);
            int to = from + step;
            Tensor out =
                    ops.attention(q.rows(from, to), k.rows(from, to), v.rows(from, to), spec, null, part, part, cache);
            assertArrayEquals(whole.rows(from, to).toFloats(), out.toFloats(), 1e-6f);
            from = to;
        }
        assertEquals(rows, cache[0].length());
    }

    @Test
    void threadsDoNotChangeResults() {
        Segments segments = Segments.ofLengths(70, 30);
        Tensor q = queries(100);
        Tensor k = keys(100);
        Tensor v = values(100);
        AttentionSpec spec = AttentionSpec.causal(0.3f);
        float[] one = new CpuBackend(1)
                .attention(q, k, v, spec, null, segments, segments, null)
                .toFloats();
        for (int threads = 2; threads <= 3; threads++) {
            assertArrayEquals(
                    one,
                    new CpuBackend(threads)
                            .attention(q, k, v, spec, null, segments, segments, null)
                            .toFloats());
        }
    }

    @Test
    void refusesHeadsThatDoNotFit() {
        Segments one = Segments.ofLengths(1);
        AttentionSpec spec = AttentionSpec.causal(1);
        Tensor q = Tensor.zeros(1, 3, KEY_DIM);
        assertThrows(
                IllegalArgumentException.class, () -> ops.attention(q, keys(1), values(1), spec, null, one, one, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> ops.attention(queries(1), keys(1), values(2), spec, null, one, one, null));
    }
}
