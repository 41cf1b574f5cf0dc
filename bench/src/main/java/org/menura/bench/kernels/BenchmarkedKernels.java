package org.menura.bench.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** All that is benchmarked: each family of kernels behind {@link org.menura.tensor.Backend}, in sizes that models have. */
final class BenchmarkedKernels {
    private static final int WIDTH = 4096;
    private static final int HIDDEN = 2048;
    private static final int ROWS = 512;

    private final List<Kernel> all = new ArrayList<>();

    private BenchmarkedKernels() {}

    static List<Kernel> all() {
        BenchmarkedKernels out = new BenchmarkedKernels();
        for (DType type : List.of(
                DType.F32,
                DType.F16,
                DType.BF16,
                DType.Q8_0,
                DType.Q4_0,
                DType.Q4_1,
                DType.Q5_0,
                DType.Q5_1,
                DType.Q2_K,
                DType.Q3_K,
                DType.Q4_K,
                DType.Q5_K,
                DType.Q6_K,
                DType.IQ4_NL,
                DType.IQ4_XS,
                DType.MXFP4,
                DType.NVFP4,
                DType.TQ1_0,
                DType.TQ2_0,
                DType.Q1_0,
                DType.Q2_0)) {
            for (int rows : List.of(1, 4, 8, 16, 128, 512)) {
                out.linear(type, rows);
            }
        }
        out.embedding(DType.F16);
        out.embedding(DType.Q4_0);
        for (DType type : List.of(DType.F32, DType.F16, DType.Q8_0)) {
            out.attentionDecode(type, 4096);
        }
        out.attentionPrefill(512);
        out.attentionPrefill(2048);
        for (int rows : List.of(1, ROWS)) {
            out.recurrences(rows);
        }
        out.rows();
        return out.all;
    }

    private void linear(DType type, int rows) {
        double bytes = type.bytes((long) WIDTH * WIDTH) + 4.0 * rows * (WIDTH + WIDTH);
        all.add(new Kernel("linear/%s/%d".formatted(type, rows), bytes, 2.0 * rows * WIDTH * WIDTH, ops -> {
            Tensor[] weights = Operands.weights(type, WIDTH, WIDTH);
            Tensor x = Operands.random(rows, WIDTH);
            int[] next = {0};
            return () -> ops.linear(x, weights[next[0]++ % weights.length], null);
        }));
    }

    private void embedding(DType type) {
        double bytes = (double) type.bytes((long) ROWS * HIDDEN) + 4.0 * ROWS * HIDDEN;
        all.add(new Kernel("embedding/%s/%d".formatted(type, ROWS), bytes, 0, ops -> {
            Tensor[] tables = Operands.weights(type, 32000, HIDDEN);
            Rng rng = new Rng(1);
            int[] ids = new int[ROWS];
            return () -> {
                Arrays.setAll(ids, _ -> rng.nextInt(32000));
                ops.embedding(tables[0], ids);
            };
        }));
    }

    /** One query over a long cache, as the 1.1B Llama has it: 32 heads of 64 that share 4 of keys. */
    private void attentionDecode(DType type, int length) {
        int heads = 32;
        int keyHeads = 4;
        int dim = 64;
        int layers = 64; // so that the caches are not in the processor's
        double bytes = 2.0 * type.bytes((long) length * keyHeads * dim);
        double flops = 4.0 * heads * dim * length;
        all.add(new Kernel("attention/decode/%s/%d".formatted(type, length), bytes, flops, ops -> {
            KvCache[] caches = new KvCache[layers];
            Tensor k = Operands.random(length, keyHeads, dim);
            for (int i = 0; i < layers; i++) {
                caches[i] = new KvCache(type, keyHeads, dim, dim, 0);
                caches[i].append(k, k, 0, length - 1);
            }
            Tensor q = Operands.random(1, heads, dim);
            Tensor one = Operands.random(1, keyHeads, dim);
            Segments segments = Segments.ofLengths(1);
            int[] next = {0};
            return () -> {
                KvCache cache = caches[next[0]++ % layers];
                ops.attention(
                        q, one, one, AttentionSpec.causal(0.125f), null, segments, segments, new KvCache[] {cache});
                cache.truncate(length - 1);
            };
        }));
    }

    private void attentionPrefill(int length) {
        int heads = 32;
        int keyHeads = 4;
        int dim = 64;
        double bytes = 4.0 * length * dim * (2 * heads + 2 * keyHeads);
        double flops = 2.0 * heads * dim * length * (length + 1);
        all.add(new Kernel("attention/prefill/F32/" + length, bytes, flops, ops -> {
            Tensor q = Operands.random(length, heads, dim);
            Tensor k = Operands.random(length, keyHeads, dim);
            Segments segments = Segments.ofLengths(length);
            return () -> ops.attention(q, k, k, AttentionSpec.causal(0.125f), null, segments, segments, null);
        }));
    }

    private void recurrences(int rows) {
        Segments segments = Segments.ofLengths(rows);
        int inner = 1536;
        int state = 16;
        all.add(new Kernel(
                "selectiveScan/" + rows,
                4.0 * (rows * (3.0 * inner + 2 * state) + 2 * inner * state),
                7.0 * rows * inner * state,
                ops -> {
                    Tensor x = Operands.random(rows, inner);
                    Tensor delta = Operands.positive(rows, inner);
                    Tensor a = Operands.negative(inner, state);
                    Tensor b = Operands.random(rows, state);
                    Tensor d = Operands.random(inner);
                    Tensor[] states = {Tensor.zeros(inner, state)};
                    return () -> ops.selectiveScan(x, delta, a, b, b, d, segments, states);
                }));
        int heads = 12;
        int dim = 64;
        double values = (double) rows * heads * dim;
        double stateBytes = 8.0 * heads * dim * dim;
        all.add(new Kernel("wkv7/" + rows, 28 * values + stateBytes, 9 * values * dim, ops -> {
            Tensor r = Operands.random(rows, heads, dim);
            Tensor w = Operands.positive(rows, heads, dim);
            Tensor a = ops.l2Normalize(Operands.random(rows, heads, dim), 1e-6f);
            Tensor b = ops.affine(a, -0.5f, 0);
            Tensor[] states = {Tensor.zeros(heads, dim, dim)};
            return () -> ops.wkv7(r, w, r, r, a, b, segments, states);
        }));
        all.add(new Kernel("wkv6/" + rows, 20 * values + stateBytes, 7 * values * dim, ops -> {
            Tensor r = Operands.random(rows, heads, dim);
            Tensor w = Operands.positive(rows, heads, dim);
            Tensor bonus = Operands.random(heads, dim);
            Tensor[] states = {Tensor.zeros(heads, dim, dim)};
            return () -> ops.wkv6(r, r, r, w, bonus, segments, states);
        }));
        int scanState = 128;
        int scanHeads = 24;
        double scanned = (double) rows * scanHeads * dim;
        all.add(new Kernel(
                "headScan/" + rows, 8 * scanned + 8.0 * scanHeads * dim * scanState, 5 * scanned * scanState, ops -> {
                    Tensor x = Operands.random(rows, scanHeads, dim);
                    Tensor delta = Operands.positive(rows, scanHeads);
                    Tensor a = Operands.negative(scanHeads);
                    Tensor b = Operands.random(rows, 1, scanState);
                    Tensor d = Operands.random(scanHeads);
                    Tensor[] states = {Tensor.zeros(scanHeads, dim, scanState)};
                    return () -> ops.headScan(x, delta, a, b, b, d, segments, states);
                }));
        all.add(new Kernel("causalConv/" + rows, 8.0 * rows * inner, 8.0 * rows * inner, ops -> {
            Tensor x = Operands.random(rows, inner);
            Tensor w = Operands.random(inner, 4);
            Tensor bias = Operands.random(inner);
            Tensor[] states = {Tensor.zeros(3, inner)};
            return () -> ops.causalConv(x, w, bias, segments, states);
        }));
    }

    /** What goes over rows once or twice. */
    private void rows() {
        double read = 4.0 * ROWS * HIDDEN;
        double elements = (double) ROWS * HIDDEN;
        Tensor x = Operands.random(ROWS, HIDDEN);
        Tensor w = Operands.random(HIDDEN);
        all.add(new Kernel("rmsNorm/" + ROWS, 2 * read, 4 * elements, ops -> () -> ops.rmsNorm(x, w, 1e-5f, 0)));
        all.add(new Kernel("layerNorm/" + ROWS, 2 * read, 7 * elements, ops -> () -> ops.layerNorm(x, w, w, 1e-5f)));
        all.add(new Kernel("softmax/" + ROWS, 2 * read, 0, ops -> () -> ops.softmax(x)));
        all.add(new Kernel("add/" + ROWS, 3 * read, elements, ops -> () -> ops.add(x, x)));
        for (Activation f : List.of(Activation.SILU, Activation.GELU, Activation.GELU_TANH)) {
            all.add(new Kernel("gated/%s/%d".formatted(f, ROWS), 3 * read, 0, ops -> () -> ops.gated(f, x, x)));
        }
        int pairs = 32;
        Tensor heads = x.reshape(ROWS, HIDDEN / (2 * pairs), 2 * pairs);
        Tensor angles = Operands.random(ROWS, 2, pairs);
        all.add(new Kernel("rope/" + ROWS, 2 * read, 3 * elements, ops -> () -> ops.rope(heads, angles, false)));
    }
}
