package org.menura.tensor.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Gradients of matrix products. */
class ProductGradientsTest {
    private final Rng rng = new Rng(1);

    /** Normal numbers behind the start of an array, and before its end. */
    private Tensor view(long... sizes) {
        Shape shape = Shape.of(sizes);
        Tensor all = GradientCheck.random(rng, shape.elements() + 7);
        return Tensor.of(all.floats(), 3, shape);
    }

    private Tensor stored(DType type, Tensor values) {
        MemorySegment segment = Arena.ofAuto().allocate(type.bytes(values.elements()));
        Codecs.of(type).encode(values.floats(), values.offset(), (int) values.elements(), segment, 0);
        return Tensor.of(segment, type, values.shape());
    }

    private static float at(Tensor t, int row, int col) {
        return t.floats()[t.offset() + row * t.shape().cols() + col];
    }

    /** {@code dyᵀ · x} in double precision, added to {@code before}. */
    private static float[] outer(Tensor dy, Tensor x, float[] before) {
        int in = x.shape().cols();
        float[] out = before.clone();
        for (int i = 0; i < out.length; i++) {
            double sum = out[i];
            for (int r = 0; r < x.shape().rows(); r++) {
                sum += (double) at(dy, r, i / in) * at(x, r, i % in);
            }
            out[i] = (float) sum;
        }
        return out;
    }

    /** {@code dy · w} in double precision. */
    private static float[] through(Tensor dy, Tensor w) {
        int in = w.shape().cols();
        float[] out = new float[(int) dy.shape().rows() * in];
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            for (int o = 0; o < w.dim(0); o++) {
                sum += (double) at(dy, i / in, o) * at(w, o, i % in);
            }
            out[i] = (float) sum;
        }
        return out;
    }

    @Test
    void linearWithBias() {
        GradientCheck.check(
                (ops, t) -> ops.linear(t.get(0), t.get(1), t.get(2)),
                GradientCheck.random(rng, 3, 2, 5),
                GradientCheck.random(rng, 7, 5),
                GradientCheck.random(rng, 7));
    }

    @Test
    void linearWithManyRows() {
        GradientCheck.check(
                (ops, t) -> ops.linear(t.get(0), t.get(1), null),
                GradientCheck.random(rng, 130, 70),
                GradientCheck.random(rng, 65, 70));
    }

    @Test
    void matmul() {
        GradientCheck.check(
                (ops, t) -> ops.matmul(t.get(0), t.get(1)),
                GradientCheck.random(rng, 9, 6),
                GradientCheck.random(rng, 6, 11));
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "1,32,64",
        "3,5,40",
        "64,64,64",
        "65,63,130",
        "300,70,35",
        "20,1100,9",
        "70,10,600",
        "520,600,72"
    })
    void viewsOfAnySize(int rows, int outs, int in) {
        Tensor dy = view(rows, outs);
        Tensor x = view(rows, in);
        Tensor w = view(outs, in);
        for (int threads = 1; threads <= 3; threads++) {
            CpuGradients gradients = new CpuGradients(new CpuBackend(threads));
            Tensor dw = view(outs, in);
            float[] before = dw.floats().clone();
            float[] expected = outer(dy, x, dw.toFloats());
            gradients.outer(dy, x, dw);
            assertArrayEquals(expected, dw.toFloats(), 1e-3f);
            assertEquals(before[2], dw.floats()[2]);
            int end = 3 + outs * in;
            assertEquals(before[end], dw.floats()[end]);
            assertArrayEquals(through(dy, w), gradients.through(dy, w).toFloats(), 1e-3f);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_K"})
    void throughStoredWeights(DType type) {
        Tensor w = stored(type, GradientCheck.random(rng, 70, 512));
        Tensor decoded = w.toHeap();
        for (int rows : new int[] {1, 5, 270}) {
            Tensor dy = view(rows, 70);
            Tensor actual = exact(2).through(dy, w);
            assertArrayEquals(through(dy, decoded), actual.toFloats(), 1e-3f);
            Tensor alone = exact(1).through(dy, w);
            assertArrayEquals(alone.toFloats(), actual.toFloats());
        }
    }

    private static CpuGradients exact(int threads) {
        return new CpuGradients(new CpuBackend(
                CpuOptions.fastest().withThreads(threads).withExact(true).withLibraries(false)));
    }

    /** Whatever kernel computes, and however the work is cut. */
    @ParameterizedTest
    @CsvSource({"64,64,64", "256,1100,640", "36,700,144", "8,300,64", "300,4200,80"})
    void sumsAreAddedUpInTheOrderOfTheirTerms(int rows, int outs, int in) {
        Tensor dy = view(rows, outs);
        Tensor x = view(rows, in);
        Tensor w = view(outs, in);
        Tensor before = view(outs, in);
        for (int threads = 1; threads <= 2; threads++) {
            float[] through = exact(threads).through(dy, w).toFloats();
            Tensor dw = Tensor.of(before.toFloats(), outs, in);
            exact(threads).outer(dy, x, dw);
            for (int i = 0; i < 200; i++) {
                int r = rng.nextInt(rows);
                int o = rng.nextInt(outs);
                int c = rng.nextInt(in);
                float sum = 0;
                for (int k = 0; k < outs; k++) {
                    sum = Math.fma(at(dy, r, k), at(w, k, c), sum);
                }
                assertEquals(sum, through[r * in + c]);
                sum = at(before, o, c);
                for (int k = 0; k < rows; k++) {
                    sum = Math.fma(at(dy, k, o), at(x, k, c), sum);
                }
                assertEquals(sum, at(dw, o, c));
            }
        }
    }

    /** Rows that no tile is left over from are computed in panels, the others beside them. */
    @Test
    void rowsOfWholeBlocksDoNotDependOnTheLast() {
        Tensor dy = view(199, 70);
        Tensor w = view(70, 64);
        float[] all = exact(2).through(dy, w).toFloats();
        float[] whole = exact(1).through(dy.rows(0, 192), w).toFloats();
        assertArrayEquals(whole, Arrays.copyOf(all, whole.length));
        assertArrayEquals(through(dy, w), all, 1e-4f);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "Q8_0", "Q4_K"})
    void adaptedLinearIsItsPartsByteForByteAndTheSingleOperationsButForRounding(DType type) {
        Tensor w = stored(type, GradientCheck.random(rng, 70, 512));
        float[][] values = new float[4][];
        int[][] shapes = {{40, 512}, {8, 512}, {70, 8}, {70}};
        for (int i = 0; i < shapes.length; i++) {
            values[i] = GradientCheck.random(
                            rng, Arrays.stream(shapes[i]).asLongStream().toArray())
                    .floats();
        }
        List<List<float[]>> found = new ArrayList<>();
        for (Update update : Update.values()) {
            CpuBackend cpu = new CpuBackend(2);
            GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), false);
            List<Parameter> all = new ArrayList<>();
            for (int i = 0; i < shapes.length; i++) {
                long[] sizes = Arrays.stream(shapes[i]).asLongStream().toArray();
                all.add(Parameter.of("p" + i, Tensor.of(values[i].clone(), sizes)));
            }
            Tensor x = all.get(0).value();
            Tensor a = all.get(1).value();
            Tensor b = all.get(2).value();
            Tensor bias = all.get(3).value();
            List<float[]> results = new ArrayList<>();
            try (GradientTape tape = ops.record(all)) {
                Tensor in = ops.affine(x, 0.5f, 0);
                Tensor y = update.apply(ops, in, w, bias, a, b);
                Tensor loss = ops.crossEntropy(y, new int[40]);
                results.add(y.toFloats());
                results.add(loss.toFloats());
                tape.seed(loss, Tensor.of(weights(40), 40));
                tape.backward();
            }
            all.forEach(p -> results.add(p.gradient().toFloats()));
            results.add(cpu.adaptedLinear(x, w, bias, a, b, 0.75f).toFloats());
            found.add(results);
        }
        for (int i = 0; i < found.get(0).size(); i++) {
            assertArrayEquals(found.get(1).get(i), found.get(0).get(i), "result " + i);
            float[] single = found.get(2).get(i);
            float tolerance = 1e-5f * (1 + Primitives.BEST.maxMagnitude(single, 0, single.length));
            assertArrayEquals(single, found.get(0).get(i), tolerance, "result " + i);
        }
    }

    /** How a low-rank update is made. */
    private enum Update {
        TOGETHER,
        PARTS,
        SINGLE;

        Tensor apply(Backend ops, Tensor x, Tensor w, Tensor bias, Tensor a, Tensor b) {
            return switch (this) {
                case TOGETHER -> ops.adaptedLinear(x, w, bias, a, b, 0.75f);
                case PARTS -> ops.add(ops.addLowRank(ops.linear(x, w, null), x, a, b, 0.75f), bias);
                case SINGLE ->
                    ops.add(
                            ops.add(
                                    ops.linear(x, w, null),
                                    ops.affine(ops.linear(ops.linear(x, a, null), b, null), 0.75f, 0)),
                            bias);
            };
        }
    }

    /** As all rows of a batch, whatever their number and that of the threads. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 17})
    void rowsOfLowRankUpdatesAreAlike(int rank) {
        Tensor x = view(300, 130);
        Tensor a = view(rank, 130);
        Tensor b = view(270, rank);
        Tensor y = view(300, 270);
        float[] all = new CpuBackend(2).addLowRank(y, x, a, b, 0.3f).toFloats();
        CpuBackend one = new CpuBackend(1);
        for (int r = 0; r < 300; r += 37) {
            float[] alone = one.addLowRank(y.rows(r, r + 1), x.rows(r, r + 1), a, b, 0.3f)
                    .toFloats();
            assertArrayEquals(alone, Arrays.copyOfRange(all, r * 270, (r + 1) * 270));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void gradientsOfLowRankUpdates(int rank) {
        GradientCheck.check(
                (ops, t) -> ops.addLowRank(t.get(0), t.get(1), t.get(2), t.get(3), 0.3f),
                GradientCheck.random(rng, 70, 5),
                GradientCheck.random(rng, 70, 6),
                GradientCheck.random(rng, rank, 6),
                GradientCheck.random(rng, 5, rank));
    }

    private static float[] weights(int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = 0.25f * i;
        }
        return out;
    }

    @Test
    void frozenStoredWeightsPassTheGradientOn() {
        Tensor w = stored(DType.Q8_0, GradientCheck.random(rng, 12, 96));
        GradientCheck.check((ops, t) -> ops.linear(t.get(0), w, null), GradientCheck.random(rng, 20, 96));
    }

    @Test
    void refusesWhatDoesNotFit() {
        CpuGradients gradients = new CpuGradients(new CpuBackend(1));
        assertThrows(IllegalArgumentException.class, () -> gradients.outer(view(2, 3), view(3, 3), view(3, 3)));
        assertThrows(IllegalArgumentException.class, () -> gradients.through(view(2, 3), view(4, 3)));
    }
}
