package org.menura.x86.kernel;

import static org.menura.x86.kernel.Machine.assertFloats;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.KvCache;

/** Softmax of attention over a sequence: the bits of plain twins, and nothing read or written beyond. */
class SoftmaxBlocksTest {
    private static final MemorySegment NONE = MemorySegment.NULL;
    private static final int BLOCK = KvCache.BLOCK;

    private final Random random = new Random(4);

    /** Scores, of which some are hidden and one is no number. */
    private float[] scores(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextInt(8) == 0 ? Float.NEGATIVE_INFINITY : (float) (20 * random.nextGaussian());
        }
        x[random.nextInt(n)] = Float.NaN;
        return x;
    }

    private static MemorySegment number(long n) {
        return MemorySegment.ofAddress(n);
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void columns(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int columns : new int[] {16, 32, 48}) {
                for (int rows : new int[] {1, 2, 5, 64}) {
                    float[] s = scores(rows * columns);
                    float[] shifts = new float[columns];
                    float[] sums = new float[columns];
                    float[] tops = new float[columns];
                    float[] exps = new float[s.length];
                    for (int i = 0; i < columns; i++) {
                        shifts[i] = i;
                        sums[i] = 1 + i;
                        tops[i] = s[i];
                        for (int at = i; at < s.length; at += columns) {
                            tops[i] = s[at] > tops[i] ? s[at] : tops[i];
                            exps[at] = PlainFloats.expBelow(Math.min(s[at] - shifts[i], 88));
                            s[at] = Math.min(s[at], shifts[i] + 88);
                        }
                    }
                    MemorySegment scores = machine.floats(s);
                    MemorySegment top = machine.bytes(4 * columns);
                    machine.call(
                            SoftmaxBlocks.columnMax(isa),
                            scores,
                            NONE,
                            top,
                            number(columns),
                            number(4 * columns),
                            rows);
                    assertFloats(tops, top, "greatest of %d rows".formatted(rows));
                    MemorySegment sum = machine.floats(sums);
                    machine.call(
                            SoftmaxBlocks.columnExp(isa),
                            scores,
                            machine.floats(shifts),
                            sum,
                            number(columns),
                            number(4 * columns),
                            rows);
                    for (int i = 0; i < exps.length; i++) {
                        sums[i % columns] += exps[i];
                    }
                    assertFloats(exps, scores, "exponentials of %d rows".formatted(rows));
                    assertFloats(sums, sum, "sums of %d rows".formatted(rows));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void rows(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int rows : new int[] {1, 3, 64}) {
                for (int blocks = 1; blocks <= 3; blocks++) {
                    float[] s = scores((blocks - 1) * BLOCK * BLOCK + rows * BLOCK);
                    for (int b = 0; b < blocks; b++) {
                        Arrays.fill(s, b * BLOCK * BLOCK, b * BLOCK * BLOCK + BLOCK, Float.NEGATIVE_INFINITY);
                    }
                    MemorySegment scores = machine.floats(s);
                    MemorySegment sum = machine.bytes(4 * rows);
                    machine.call(
                            SoftmaxBlocks.weigh(isa),
                            scores,
                            NONE,
                            sum,
                            number(blocks),
                            number(4 * BLOCK * BLOCK),
                            rows);
                    assertFloats(weigh(s, rows, blocks), sum, "sums of %d rows, %d blocks".formatted(rows, blocks));
                    assertFloats(s, scores, "weights of %d rows, %d blocks".formatted(rows, blocks));
                }
            }
        }
    }

    /** Replaces scores by weights, and returns their sums; what lies between blocks stays. */
    private static float[] weigh(float[] s, int rows, int blocks) {
        float[] sums = new float[rows];
        for (int r = 0; r < rows; r++) {
            float top = -Float.MAX_VALUE;
            for (int i = 0; i < blocks * BLOCK; i++) {
                float x = s[i / BLOCK * BLOCK * BLOCK + r * BLOCK + i % BLOCK];
                top = x > top ? x : top;
            }
            float[] lanes = new float[FloatCode.SUMS];
            for (int i = 0; i < blocks * BLOCK; i++) {
                int at = i / BLOCK * BLOCK * BLOCK + r * BLOCK + i % BLOCK;
                s[at] = PlainFloats.expBelow(s[at] - top);
                lanes[i % FloatCode.SUMS] += s[at];
            }
            sums[r] = total(lanes);
        }
        return sums;
    }

    private static float total(float[] lanes) {
        float[] l = lanes.clone();
        for (int half = FloatCode.SUMS / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                l[i] += l[i + half];
            }
        }
        return l[0];
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void wayBack(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int rows : new int[] {1, 5, 64}) {
                float[] p = scores(rows * BLOCK);
                float[] d = scores(rows * BLOCK);
                float[] shifts = scores(rows);
                float[] expected = new float[d.length];
                for (int i = 0; i < d.length; i++) {
                    expected[i] = p[i] * (d[i] - shifts[i / BLOCK]);
                }
                MemorySegment out = machine.floats(d);
                machine.call(SoftmaxBlocks.back(isa), machine.floats(p), machine.floats(shifts), out, NONE, NONE, rows);
                assertFloats(expected, out, "way back of " + rows);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void dots(Isa isa) {
        try (Machine machine = new Machine(isa)) {
            for (int n : new int[] {16, 32, 48, 128, 144}) {
                for (int rows = 1; rows <= 3; rows++) {
                    int stride = n + 5;
                    float[] a = new float[(rows - 1) * stride + n];
                    float[] b = new float[a.length];
                    for (int i = 0; i < a.length; i++) {
                        a[i] = (float) random.nextGaussian();
                        b[i] = (float) random.nextGaussian();
                    }
                    float[] expected = new float[rows];
                    for (int r = 0; r < rows; r++) {
                        float[] lanes = new float[2 * FloatCode.SUMS];
                        for (int i = 0; i < n; i++) {
                            int l = i % lanes.length;
                            lanes[l] = Math.fma(a[r * stride + i], b[r * stride + i], lanes[l]);
                        }
                        float[] sums = new float[FloatCode.SUMS];
                        for (int l = 0; l < sums.length; l++) {
                            sums[l] = lanes[l] + lanes[l + sums.length];
                        }
                        expected[r] = total(sums);
                    }
                    MemorySegment out = machine.bytes(4 * rows);
                    machine.call(
                            SoftmaxBlocks.dots(isa),
                            machine.floats(a),
                            machine.floats(b),
                            out,
                            number(4L * stride),
                            number(n),
                            rows);
                    assertFloats(expected, out, "dots of " + n);
                }
            }
        }
    }
}
