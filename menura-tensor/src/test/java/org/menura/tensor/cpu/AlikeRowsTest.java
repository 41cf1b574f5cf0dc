package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** In a scope of so many rows, a row gets the same bytes whatever other rows there are (batch invariance). */
@Tag("slow")
class AlikeRowsTest {
    private static final int ROWS = 70;
    private static final int[] AS = {1, 5, 9, 17};

    static DType[] storedTypes() {
        return Arrays.stream(DType.values())
                .filter(t -> t.isFloat() && Codecs.of(t).canEncode())
                .toArray(DType[]::new);
    }

    private static float[] within(Backend ops, int as, Tensor x, UnaryOperator<Tensor> product) {
        try (Backend.Scope _ = ops.scope(as)) {
            return product.apply(x).toFloats();
        }
    }

    /** Rows of x, cut anywhere, against x as a whole. */
    private static void check(Backend ops, Tensor x, RandomTensors random, UnaryOperator<Tensor> product) {
        for (int as : AS) {
            float[] whole = within(ops, as, x, product);
            int outs = whole.length / ROWS;
            int from = 0;
            while (from < ROWS) {
                int to = Math.min(ROWS, from + 1 + random.below(random.below(3) == 0 ? 40 : 5));
                float[] part = within(ops, as, x.rows(from, to), product);
                assertArrayEquals(
                        Arrays.copyOfRange(whole, from * outs, to * outs),
                        part,
                        "as %d, rows %d to %d".formatted(as, from, to));
                from = to;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("storedTypes")
    void ofStoredWeights(DType type) {
        RandomTensors random = new RandomTensors(type.ordinal());
        int in = type.blockSize() > 1 ? 3 * type.blockSize() : 150;
        for (boolean exact : new boolean[] {false, true}) {
            Backend ops = new CpuBackend(CpuOptions.fastest().withThreads(2).withExact(exact));
            Tensor w = random.stored(type, 75, in);
            check(ops, random.heap(ROWS, in), random, x -> ops.linear(x, w, null));
        }
    }

    @Test
    void ofWeightsInArrays() {
        RandomTensors random = new RandomTensors(1);
        Backend ops = new CpuBackend(2);
        Tensor w = random.heap(75, 130);
        Tensor columns = random.heap(130, 75);
        Tensor bias = random.heap(75);
        check(ops, random.heap(ROWS, 130), random, x -> ops.linear(x, w, bias));
        check(ops, random.heap(ROWS, 130), random, x -> ops.matmul(x, columns));
    }

    static List<AttentionSpec> specs() {
        AttentionSpec causal = AttentionSpec.causal(0.4f);
        return List.of(causal, causal.withWindow(70), causal.withSoftcap(1.5f), causal.withSlopes(new float[] {
            0.5f, 0.25f, 0.125f, 0.0625f
        }));
    }

    /** Queries of a sequence, cut anywhere and beside those of another one. */
    @ParameterizedTest
    @MethodSource("specs")
    void ofAttention(AttentionSpec spec) {
        RandomTensors random = new RandomTensors(3);
        Backend ops = new CpuBackend(2);
        int rows = 700;
        Tensor q = random.heap(rows, 4, 10);
        Tensor k = random.heap(rows, 2, 10);
        Tensor v = random.heap(rows, 2, 7);
        for (int as : AS) {
            float[] whole = attended(ops, as, List.of(rows), spec, q, k, v);
            List<Integer> cuts = new ArrayList<>();
            for (int left = rows; left > 0; left -= cuts.getLast()) {
                int most = as < 9 ? 9 : 300;
                cuts.add(Math.min(left, 1 + random.below(random.below(2) == 0 ? most : 3)));
            }
            assertArrayEquals(whole, attended(ops, as, cuts, spec, q, k, v), "as " + as);
        }
    }

    private static float[] attended(
            Backend ops, int as, List<Integer> parts, AttentionSpec spec, Tensor q, Tensor k, Tensor v) {
        float[] out = new float[q.dim(0) * q.dim(1) * v.dim(2)];
        int width = q.dim(1) * v.dim(2);
        KvCache[] caches = {cache(spec), cache(spec)};
        int from = 0;
        for (int part : parts) {
            int to = from + part;
            try (Backend.Scope _ = ops.scope(as)) {
                // The other sequence reads the same.
                Segments both = Segments.ofLengths(part, part);
                Tensor y = ops.attention(
                        twice(ops, q.rows(from, to)),
                        twice(ops, k.rows(from, to)),
                        twice(ops, v.rows(from, to)),
                        spec,
                        null,
                        both,
                        both,
                        caches);
                System.arraycopy(y.toFloats(), part * width, out, from * width, part * width);
            }
            from = to;
        }
        return out;
    }

    private static KvCache cache(AttentionSpec spec) {
        return new KvCache(DType.F32, 2, 10, 7, spec.window());
    }

    private static Tensor twice(Backend ops, Tensor x) {
        int n = x.dim(0);
        int[] rows = new int[2 * n];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % n;
        }
        return ops.gatherRows(x, rows);
    }

    @Test
    void innerScopesDoAsTheOuterOnes() {
        RandomTensors random = new RandomTensors(5);
        Backend ops = new CpuBackend(CpuOptions.fastest().withThreads(1).withLibraries(false));
        Tensor w = random.stored(DType.Q4_0, 40, 64);
        Tensor x = random.heap(30, 64);
        float[] single = within(ops, 1, x.rows(0, 1), y -> ops.linear(y, w, null));
        try (Backend.Scope _ = ops.scope(1);
                Backend.Scope _ = ops.scope()) {
            assertArrayEquals(single, Arrays.copyOf(ops.linear(x, w, null).toFloats(), single.length));
            try (Backend.Scope _ = ops.scope(17)) {
                assertArrayEquals(
                        within(ops, 17, x, y -> ops.linear(y, w, null)),
                        ops.linear(x, w, null).toFloats());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aPassHasRows(int rows) {
        assertThrows(IllegalArgumentException.class, () -> new CpuBackend(1).scope(rows));
    }
}
