package org.menura.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.dtype.DType;

/** What the backend leaves to machine code beside products: close to the Vector API, and alike however work is cut. */
class BackendKernelsTest {
    private final Random random = new Random(5);

    @BeforeAll
    static void present() {
        assumeTrue(new X86Finder().find() != null);
    }

    private static CpuBackend backend(int threads, boolean kernels) {
        return new CpuBackend(
                CpuOptions.fastest().withThreads(threads).withLibraries(false).withKernels(kernels));
    }

    private Tensor random(long... sizes) {
        Tensor out = Tensor.zeros(sizes);
        for (int i = 0; i < out.elements(); i++) {
            out.floats()[i] = (float) random.nextGaussian();
        }
        return out;
    }

    private static void assertClose(Tensor expected, Tensor got, String what) {
        for (int i = 0; i < expected.elements(); i++) {
            float e = expected.floats()[expected.offset() + i];
            assertEquals(e, got.floats()[got.offset() + i], 2e-5f * (1 + Math.abs(e)), what);
        }
    }

    private static float[] values(Tensor t) {
        return Arrays.copyOfRange(t.floats(), t.offset(), t.offset() + (int) t.elements());
    }

    @Test
    void functionsAreCloseToThoseOfTheVectorApi() {
        CpuBackend ours = backend(2, true);
        CpuBackend theirs = backend(2, false);
        for (int n : new int[] {7, 64, 640}) {
            Tensor x = random(5, n);
            Tensor y = random(5, n);
            Tensor w = random(n);
            for (Activation f : Activation.values()) {
                assertClose(theirs.activate(f, x), ours.activate(f, x), f.name());
                assertClose(theirs.gated(f, x, y), ours.gated(f, x, y), f.name());
            }
            assertClose(theirs.rmsNorm(x, w, 1e-6f, 1), ours.rmsNorm(x, w, 1e-6f, 1), "rmsNorm");
            assertClose(theirs.rmsNorm(x, null, 1e-6f, 0), ours.rmsNorm(x, null, 1e-6f, 0), "rmsNorm");
            assertClose(theirs.layerNorm(x, w, w, 1e-5f), ours.layerNorm(x, w, w, 1e-5f), "layerNorm");
            assertClose(theirs.layerNorm(x, null, null, 1e-5f), ours.layerNorm(x, null, null, 1e-5f), "layerNorm");
            assertArrayEquals(values(theirs.add(x, y)), values(ours.add(x, y)));
            assertArrayEquals(values(theirs.add(x, w)), values(ours.add(x, w)));
            assertArrayEquals(values(theirs.mul(x, w)), values(ours.mul(x, w)));
            assertArrayEquals(values(theirs.affine(x, 3, 0.1f)), values(ours.affine(x, 3, 0.1f)));
            assertArrayEquals(values(theirs.clamp(x, -0.3f, 0.5f)), values(ours.clamp(x, -0.3f, 0.5f)));
            assertArrayEquals(values(theirs.lerp(x, y, w)), values(ours.lerp(x, y, w)));
            for (Activation f : new Activation[] {Activation.TANH, Activation.GELU, Activation.SOFTPLUS}) {
                if (CpuBackend.isVectorized()) {
                    assertArrayEquals(values(theirs.activate(f, x)), values(ours.activate(f, x)), f.name());
                }
            }
            Tensor five = random(5);
            assertArrayEquals(values(theirs.scaleRows(x, five)), values(ours.scaleRows(x, five)));
            assertClose(theirs.softmax(x), ours.softmax(x), "softmax");
            Tensor shares = ours.softmax(x);
            assertClose(theirs.normalizeSum(shares), ours.normalizeSum(shares), "normalizeSum");
            assertClose(theirs.l2Normalize(x, 1e-12f), ours.l2Normalize(x, 1e-12f), "l2Normalize");
            Tensor column = x.reshape(5L * n, 1);
            assertClose(theirs.sumGroups(column, n), ours.sumGroups(column, n), "sumGroups");
        }
        for (boolean interleaved : new boolean[] {false, true}) {
            for (int pairs : new int[] {8, 16, 32, 20}) {
                Tensor x = random(3, 2, 64);
                Tensor angles = random(3, 2, pairs);
                assertArrayEquals(
                        values(theirs.rope(x, angles, interleaved)), values(ours.rope(x, angles, interleaved)));
            }
        }
    }

    @Test
    void convolutionsHaveTheBitsOfTheVectorApi() {
        CpuBackend ours = backend(2, true);
        CpuBackend theirs = backend(2, false);
        for (int n : new int[] {5, 64, 700}) {
            for (int width : new int[] {1, 2, 4, 20}) {
                Tensor x = random(9, n);
                Tensor w = random(n, width);
                Tensor bias = width == 2 ? null : random(n);
                Segments two = Segments.ofLengths(7, 2);
                Tensor[] a = {random(width - 1, n), random(width - 1, n)};
                Tensor[] b = {copy(a[0]), copy(a[1])};
                for (int turn = 0; turn < 2; turn++) {
                    assertArrayEquals(
                            values(theirs.causalConv(x, w, bias, two, a)),
                            values(ours.causalConv(x, w, bias, two, b)),
                            n + " channels, width " + width);
                }
                assertArrayEquals(
                        values(theirs.causalConv(x, w, bias, two, null)),
                        values(ours.causalConv(x, w, bias, two, null)));
            }
        }
    }

    /** Of which machine code takes the very steps, whatever lies side by side. */
    @Test
    void recurrencesHaveTheBitsOfTheVectorApi() {
        assumeTrue(CpuBackend.isVectorized(), "plain Java takes others");
        for (int threads : new int[] {1, 3}) {
            CpuBackend ours = backend(threads, true);
            CpuBackend theirs = backend(threads, false);
            for (int[] s : new int[][] {{300, 16}, {40, 5}, {1536, 16}}) {
                Tensor a = theirs.affine(theirs.activate(Activation.EXP, random(s[0], s[1])), -1, 0);
                Tensor[] in = {random(11, s[0]), positive(11, s[0]), random(11, s[1]), random(11, s[1]), random(s[0])};
                assertSameSteps(
                        (ops, segments, states) ->
                                ops.selectiveScan(in[0], in[1], a, in[2], in[3], in[4], segments, states),
                        ours,
                        theirs,
                        s[1],
                        s[0]);
            }
            for (int[] s : new int[][] {{4, 64, 2, 128}, {3, 20, 1, 5}}) {
                Tensor a = theirs.affine(positive(s[0]), -1, 0);
                Tensor[] in = {
                    random(11, s[0], s[1]),
                    positive(11, s[0]),
                    random(11, s[2], s[3]),
                    random(11, s[2], s[3]),
                    random(s[0])
                };
                assertSameSteps(
                        (ops, segments, states) -> ops.headScan(in[0], in[1], a, in[2], in[3], in[4], segments, states),
                        ours,
                        theirs,
                        s[0],
                        s[3],
                        s[1]);
            }
            for (int d : new int[] {64, 8, 23}) {
                Tensor[] in = new Tensor[6];
                Arrays.setAll(in, i -> theirs.affine(random(11, 3, d), 0.1f, 0));
                Tensor bonus = random(3, d);
                Tensor fixed = positive(3, d);
                assertSameSteps(
                        (ops, segments, states) -> ops.wkv6(in[0], in[1], in[2], in[3], bonus, segments, states),
                        ours,
                        theirs,
                        3,
                        d,
                        d);
                assertSameSteps(
                        (ops, segments, states) -> ops.wkv6(in[0], in[1], in[2], fixed, bonus, segments, states),
                        ours,
                        theirs,
                        3,
                        d,
                        d);
                assertSameSteps(
                        (ops, segments, states) -> ops.wkv7(in[0], in[1], in[2], in[3], in[4], in[5], segments, states),
                        ours,
                        theirs,
                        3,
                        d,
                        d);
            }
        }
    }

    /** As with steps forth: the very ones of vectors of 16, and close to those of others. */
    @Test
    void gradientsOfTheDeltaRuleAreThoseOfTheVectorApi() {
        Segments four = Segments.ofLengths(3, 40, 1, 17);
        for (int d : new int[] {16, 64, 80, 23}) {
            Tensor[] in = new Tensor[6];
            Arrays.setAll(in, _ -> random(61, 2, d));
            for (int i : new int[] {2, 4, 5}) {
                in[i] = backend(1, false).affine(in[i], 0.5f / d, 0);
            }
            in[1] = backend(1, false).activate(Activation.SIGMOID, in[1]);
            Tensor dy = random(61, 2, d);
            Tensor[] theirs = gradients(backend(2, false), in, four, dy);
            Tensor[] ours = gradients(backend(2, true), in, four, dy);
            Tensor[] alone = gradients(backend(1, true), in, four, dy);
            for (int i = 0; i < ours.length; i++) {
                String what = "gradient of operand " + i + ", size " + d;
                assertArrayEquals(values(alone[i]), values(ours[i]), what);
                if (CpuBackend.isVectorized() && Lanes.L == 16) {
                    assertArrayEquals(values(theirs[i]), values(ours[i]), what);
                } else {
                    assertClose(theirs[i], ours[i], what);
                }
            }
        }
    }

    private static Tensor[] gradients(CpuBackend ops, Tensor[] in, Segments segments, Tensor dy) {
        Tensor[] out = new Tensor[in.length];
        Arrays.setAll(out, i -> Tensor.zeros(in[i].shape().toArray()));
        new CpuGradients(ops)
                .wkv7(
                        in[0], in[1], in[2], in[3], in[4], in[5], segments, dy, out[0], out[1], out[2], out[3], out[4],
                        out[5]);
        return out;
    }

    @FunctionalInterface
    private interface Recurrent {
        Tensor run(CpuBackend ops, Segments segments, Tensor[] states);
    }

    private void assertSameSteps(Recurrent f, CpuBackend ours, CpuBackend theirs, long... state) {
        // A sequence of one token is computed where its state lies, longer ones in tiles.
        Segments three = Segments.ofLengths(7, 1, 3);
        Tensor[] a = {random(state), random(state), random(state)};
        Tensor[] b = {copy(a[0]), copy(a[1]), copy(a[2])};
        assertArrayEquals(values(f.run(theirs, three, a)), values(f.run(ours, three, b)));
        for (int s = 0; s < a.length; s++) {
            assertArrayEquals(values(a[s]), values(b[s]), "state " + s);
        }
    }

    private Tensor positive(long... sizes) {
        Tensor x = random(sizes);
        for (int i = 0; i < x.elements(); i++) {
            x.floats()[i] = Math.abs(x.floats()[i]);
        }
        return x;
    }

    private static Tensor copy(Tensor t) {
        return Tensor.of(values(t), t.shape().toArray());
    }

    /** As a router's, which are too small for a library. */
    @Test
    void smallProductsOfManyRowsAreThoseOfEachRow() {
        CpuBackend ours = backend(2, true);
        CpuBackend theirs = backend(2, false);
        try (Arena arena = Arena.ofConfined()) {
            Tensor heap = random(6, 64);
            MemorySegment stored = arena.allocate(6 * 64 * 4, 64);
            MemorySegment.copy(heap.floats(), 0, stored, ValueLayout.JAVA_FLOAT, 0, 6 * 64);
            Tensor w = Tensor.of(stored, DType.F32, Shape.of(6, 64));
            Tensor x = random(37, 64);
            Tensor got = ours.linear(x, w, null);
            assertClose(theirs.linear(x, w, null), got, "linear");
            for (int row = 0; row < 37; row++) {
                Tensor alone = ours.linear(x.rows(row, row + 1), w, null);
                assertArrayEquals(values(alone), values(got.rows(row, row + 1)), "row " + row);
            }
        }
    }

    private static KvCache[] caches(DType type, int count, int heads, int dim, int window) {
        KvCache[] caches = new KvCache[count];
        Arrays.setAll(caches, i -> new KvCache(type, heads, dim, dim, window));
        return caches;
    }

    private static AttentionSpec[] specs(int heads) {
        float[] slopes = new float[heads];
        for (int h = 0; h < heads; h++) {
            slopes[h] = 0.1f / (1 + h);
        }
        AttentionSpec plain = AttentionSpec.causal(0.2f);
        return new AttentionSpec[] {
            plain, plain.withWindow(50), plain.withSoftcap(3), plain.withSlopes(slopes), plain.withPrefix(4)
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F16", "Q8_0"})
    void attentionIsCloseToThatOfTheVectorApi(DType type) {
        int heads = 6;
        for (int keyHeads : new int[] {1, 2, 6}) {
            for (AttentionSpec spec : specs(heads)) {
                for (int dim : new int[] {64, 20}) {
                    CpuBackend ours = backend(2, true);
                    CpuBackend theirs = backend(2, false);
                    KvCache[] a = caches(type, 1, keyHeads, dim, spec.window());
                    KvCache[] b = caches(type, 1, keyHeads, dim, spec.window());
                    for (int rows : new int[] {300, 1, 1, 5, 40, 1}) {
                        Tensor q = random(rows, heads, dim);
                        Tensor k = random(rows, keyHeads, dim);
                        Tensor v = random(rows, keyHeads, dim);
                        Segments one = Segments.ofLengths(rows);
                        Tensor expected = theirs.attention(q, k, v, spec, null, one, one, b);
                        assertClose(
                                expected,
                                ours.attention(q, k, v, spec, null, one, one, a),
                                type + ", " + keyHeads + " heads of " + dim + ", " + spec);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F16", "Q8_0"})
    void attentionIsAlikeForAnyThreadsAndCompany(DType type) {
        int dim = 64;
        AttentionSpec spec = AttentionSpec.causal(0.2f);
        Tensor q = random(9, 4, dim);
        Tensor k = random(9, 2, dim);
        Tensor v = random(9, 2, dim);
        Tensor[] long3 = {random(700, 4, dim), random(700, 2, dim), random(700, 2, dim)};
        float[] together = null;
        for (int threads : new int[] {1, 3}) {
            CpuBackend backend = backend(threads, true);
            KvCache[] caches = caches(type, 2, 2, dim, 0);
            fill(backend, long3, spec, caches[1]);
            Segments both = Segments.ofLengths(4, 5);
            float[] got = values(backend.attention(q, k, v, spec, null, both, both, caches));
            together = together == null ? got : together;
            assertArrayEquals(together, got, "with " + threads + " threads");
        }
        CpuBackend backend = backend(2, true);
        KvCache[] caches = caches(type, 2, 2, dim, 0);
        fill(backend, long3, spec, caches[1]);
        for (int row = 0; row < 9; row++) {
            Segments one = Segments.ofLengths(1);
            Tensor alone = backend.attention(
                    row(q, row), row(k, row), row(v, row), spec, null, one, one, new KvCache[] {caches[row < 4 ? 0 : 1]
                    });
            assertArrayEquals(
                    Arrays.copyOfRange(together, row * 4 * dim, (row + 1) * 4 * dim), values(alone), "row " + row);
        }
    }

    private static void fill(CpuBackend backend, Tensor[] qkv, AttentionSpec spec, KvCache cache) {
        Segments all = Segments.ofLengths(qkv[0].dim(0));
        backend.attention(qkv[0], qkv[1], qkv[2], spec, null, all, all, new KvCache[] {cache});
    }

    private static Tensor row(Tensor t, int row) {
        int n = t.dim(1) * t.dim(2);
        return Tensor.of(t.floats(), t.offset() + row * n, Shape.of(1, t.dim(1), t.dim(2)));
    }
}
