package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.menura.x86.kernel.Machine.assertFloats;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.CacheAttention;
import org.menura.tensor.cpu.library.CacheAttention.Shape;
import org.menura.tensor.dtype.DType;

/** Attention of caches of each type and many shapes: the bits of a plain twin, and nothing read or written beyond. */
class AttendBlockTest {
    private static final int BLOCK = KvCache.BLOCK;

    private final Random random = new Random(3);

    @ParameterizedTest
    @EnumSource(Isa.class)
    void likeThePlainTwin(Isa isa) {
        int[][] dims = {{64, 64}, {8, 8}, {128, 128}, {40, 72}, {96, 80}, {256, 256}, {33, 24}};
        int rows = 0;
        for (DType type : new DType[] {DType.F32, DType.F16, DType.Q8_0}) {
            for (int[] d : dims) {
                rows = rows % CacheAttention.MOST_ROWS + 1;
                float cap = random.nextInt(3) == 0 ? 5 : 0;
                check(new Shape(type, rows, d[0], d[1], cap, random.nextInt(3) == 0), isa);
            }
        }
    }

    private float[] values(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private void check(Shape shape, Isa isa) {
        int length = 2 * BLOCK + 1 + random.nextInt(BLOCK);
        KvCache cache = new KvCache(shape.type(), 1, shape.keyDim(), shape.valueDim(), 0);
        Tensor k = Tensor.zeros(length, 1, shape.keyDim());
        Tensor v = Tensor.zeros(length, 1, shape.valueDim());
        System.arraycopy(values(length * shape.keyDim()), 0, k.floats(), 0, length * shape.keyDim());
        System.arraycopy(values(length * shape.valueDim()), 0, v.floats(), 0, length * shape.valueDim());
        cache.append(k, v, 0, length);
        // What was written once and is not held any more counts for nothing, even where it is no number.
        Tensor bad = Tensor.zeros(1, 1, Math.max(shape.keyDim(), shape.valueDim()));
        Arrays.fill(bad.floats(), Float.NaN);
        cache.append(
                Tensor.of(bad.floats(), 0, org.menura.tensor.Shape.of(1, 1, shape.keyDim())),
                Tensor.of(bad.floats(), 0, org.menura.tensor.Shape.of(1, 1, shape.valueDim())),
                0,
                1);
        cache.truncate(length);
        float[] work = new float[shape.size()];
        System.arraycopy(values(shape.values()), 0, work, 0, shape.values());
        Arrays.fill(work, shape.references(), shape.slopes(), CacheAttention.NOTHING);
        System.arraycopy(values(shape.rows()), 0, work, shape.slopes(), shape.rows());
        int from = random.nextInt(BLOCK);
        try (Machine machine = new Machine(isa)) {
            byte[] code = AttendBlock.write(shape, isa);
            MemorySegment given = machine.floats(work);
            for (int block = 0; block * BLOCK < length; block++) {
                int low = Math.max(0, from - block * BLOCK);
                int high = Math.min(BLOCK, length - block * BLOCK);
                int distance = block * BLOCK - (length - 1);
                KvCache.Stored stored = cache.stored(0, block);
                machine.call(
                        code,
                        given,
                        machine.copy(stored.keys()),
                        machine.copy(stored.keyScales()),
                        machine.copy(stored.values()),
                        machine.copy(stored.valueScales()),
                        AttendBlock.range(low, high, distance));
                plain(shape, work, stored, low, high, distance);
                assertFloats(Arrays.copyOf(work, shape.slopes()), given, shape + " on " + isa + ", block " + block);
            }
        }
    }

    private static float element(DType type, MemorySegment s, int at) {
        return switch (type) {
            case F32 -> s.get(JAVA_FLOAT_UNALIGNED, 4L * at);
            case F16 -> Float.float16ToFloat(s.get(JAVA_SHORT_UNALIGNED, 2L * at));
            default -> s.get(JAVA_BYTE, at);
        };
    }

    private static float key(Shape shape, KvCache.Stored b, int d, int j) {
        float k = element(shape.type(), b.keys(), d * BLOCK + j);
        return shape.type() == DType.Q8_0 ? k * element(DType.F32, b.keyScales(), d / 32 * BLOCK + j) : k;
    }

    private static float value(Shape shape, KvCache.Stored b, int j, int d) {
        int plane = d / BLOCK * BLOCK;
        int width = Math.min(BLOCK, shape.valueDim() - plane);
        float v = element(shape.type(), b.values(), plane * BLOCK + j * width + d - plane);
        int groups = Math.ceilDiv(shape.valueDim(), 32);
        return shape.type() == DType.Q8_0 ? v * element(DType.F32, b.valueScales(), j * groups + d / 32) : v;
    }

    private static void plain(Shape shape, float[] work, KvCache.Stored b, int low, int high, int distance) {
        for (int row = 0; row < shape.rows(); row++) {
            float[] s = new float[BLOCK];
            float top = work[shape.references() + row];
            float old = top;
            for (int j = 0; j < BLOCK; j++) {
                for (int d = 0; d < shape.keyDim(); d++) {
                    s[j] = Math.fma(work[row * shape.keyDim() + d], key(shape, b, d, j), s[j]);
                }
                float cap = shape.softcap();
                s[j] = cap == 0 ? s[j] : (2 / (PlainFloats.exp(s[j] * (-2 / cap)) + 1) - 1) * cap;
                s[j] = shape.sloped() ? Math.fma((float) (distance + j), work[shape.slopes() + row], s[j]) : s[j];
                s[j] = j < low || j >= high ? Float.NEGATIVE_INFINITY : s[j];
                top = Math.max(top, s[j]);
            }
            float factor = PlainFloats.exp(old - top);
            work[shape.references() + row] = top;
            int sums = shape.sums() + row * 16;
            for (int l = 0; l < 16; l++) {
                work[sums + l] *= factor;
            }
            for (int j = 0; j < BLOCK; j++) {
                s[j] = PlainFloats.exp(s[j] - top);
                work[sums + j % 16] += s[j];
            }
            for (int d = 0; d < shape.valueDim(); d++) {
                int at = shape.values() + row * shape.valueDim() + d;
                work[at] *= factor;
                for (int j = 0; j < high; j++) {
                    work[at] = Math.fma(s[j], value(shape, b, j, d), work[at]);
                }
            }
        }
    }
}
