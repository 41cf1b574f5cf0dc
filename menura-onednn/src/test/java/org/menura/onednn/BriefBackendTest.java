package org.menura.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** A backend for short-lived processes, which leaves more to oneDNN, beside the usual one. */
class BriefBackendTest {
    private static final double TOLERANCE = 2e-5;

    @BeforeAll
    static void present() {
        assumeTrue(Platform.current() != null && new OneDnnFinder().find() != null);
    }

    private static Tensor random(Random random, long... sizes) {
        Tensor out = Tensor.zeros(sizes);
        for (int i = 0; i < out.elements(); i++) {
            out.floats()[i] = (float) random.nextGaussian();
        }
        return out;
    }

    /** The same on one thread and on three, and within a tolerance what the usual backend gives. */
    private static void check(Function<Backend, Tensor> operation) {
        CpuOptions options = CpuOptions.fastest().withKernels(false);
        float[] expected =
                operation.apply(new CpuBackend(options.withThreads(2))).toFloats();
        float[] one = operation
                .apply(new CpuBackend(options.withThreads(1).withBrief(true)))
                .toFloats();
        float[] three = operation
                .apply(new CpuBackend(options.withThreads(3).withBrief(true)))
                .toFloats();
        assertArrayEquals(one, three);
        assertEquals(expected.length, one.length);
        for (int i = 0; i < one.length; i++) {
            assertEquals(expected[i], one[i], TOLERANCE * (1 + Math.abs(expected[i])), "element " + i);
        }
    }

    @RepeatedTest(12)
    void attentionOfEncoders(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int keyHeads = 1 + random.nextInt(3);
        int heads = keyHeads * (1 + random.nextInt(3));
        int dim = 8 * (1 + random.nextInt(9));
        int valueDim = 8 * (1 + random.nextInt(9));
        int[] lengths = random.ints(1 + random.nextInt(3), 1, 300).toArray();
        boolean isCross = random.nextBoolean();
        int[] keyLengths = isCross ? random.ints(lengths.length, 1, 400).toArray() : lengths;
        Segments queries = Segments.ofLengths(lengths);
        Segments keys = Segments.ofLengths(keyLengths);
        Tensor q = random(random, queries.rows(), heads, dim);
        Tensor k = random(random, keys.rows(), keyHeads, dim);
        Tensor v = random(random, keys.rows(), keyHeads, valueDim);
        AttentionSpec spec = AttentionSpec.full((float) (1 / Math.sqrt(dim)));
        check(ops -> ops.attention(q, k, v, spec, null, queries, keys, null));
        AttentionSpec near = spec.withWindow(1 + random.nextInt(150));
        check(ops -> ops.attention(q, k, v, near, null, queries, keys, null));
    }

    @Test
    void otherAttentionIsLeftAlone() {
        Random random = new Random(7);
        Segments rows = Segments.ofLengths(100, 40);
        Tensor q = random(random, 140, 4, 16);
        AttentionSpec causal = AttentionSpec.causal(0.25f);
        AttentionSpec full = AttentionSpec.full(0.25f);
        Tensor bias = random(random, 65, 4);
        check(ops -> ops.attention(q, q, q, causal, null, rows, rows, null));
        check(ops -> ops.attention(q, q, q, causal.withWindow(9), null, rows, rows, null));
        check(ops -> ops.attention(q, q, q, full.withSoftcap(3), null, rows, rows, null));
        check(ops -> ops.attention(q, q, q, full, bias, rows, rows, null));
    }

    @Test
    void fewQueriesOfACache() {
        Random random = new Random(3);
        Tensor k = random(random, 150, 2, 24);
        Tensor v = random(random, 150, 2, 40);
        Tensor q = random(random, 5, 6, 24);
        check(ops -> {
            KvCache[] caches = {new KvCache(DType.F32, 2, 24, 40, 0)};
            AttentionSpec spec = AttentionSpec.causal(0.2f);
            return ops.attention(q, k, v, spec, null, Segments.ofLengths(5), Segments.ofLengths(150), caches);
        });
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void functions(Activation f) {
        Random random = new Random(f.ordinal());
        for (int n : new int[] {1, 1000, 1024, 1025, 5000, 8192, 8193, 40_001}) {
            Tensor x = random(random, 1, n);
            check(ops -> ops.activate(f, x));
        }
    }

    @Test
    void norms() {
        Random random = new Random(1);
        Tensor x = random(random, 33, 96);
        check(ops -> ops.layerNorm(x, random(new Random(2), 96), random(new Random(3), 96), 1e-5f));
        check(ops -> ops.layerNorm(x, null, null, 1e-5f));
        check(ops -> ops.groupNorm(x, 4, null, null, 1e-5f));
    }

    @RepeatedTest(6)
    void convolutionsOverTime(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        int count = 1 + random.nextInt(2);
        int frames = 50 + random.nextInt(400);
        int ins = 1 + random.nextInt(90);
        int outs = 1 + random.nextInt(90);
        int kernel = 1 + 2 * random.nextInt(3);
        Tensor x = random(random, (long) count * frames, ins);
        Tensor w = random(random, outs, ins, kernel);
        Tensor bias = random(random, outs);
        Window window = Window.line(kernel, 1 + random.nextInt(2), kernel / 2, 1);
        check(ops -> ops.conv(x, w, bias, Grid.line(count, frames), window, 1));
    }

    @Test
    void storedWeightsWithManyRows() {
        Random random = new Random(5);
        Tensor x = random(random, 70, 96);
        for (DType type : new DType[] {DType.F32, DType.F16, DType.BF16, DType.Q8_0}) {
            float[] values = random(random, 80, 96).floats();
            MemorySegment to = Arena.ofAuto().allocate(type.bytes(values.length), 64);
            Codecs.of(type).encode(values, 0, values.length, to, 0);
            Tensor w = Tensor.of(to, type, Shape.of(80, 96));
            check(ops -> ops.linear(x, w, null));
        }
    }
}
