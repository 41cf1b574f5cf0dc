package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.menura.x86.kernel.Machine.assertFloats;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.dtype.DType;
import org.menura.x86.code.Processor;

/** Products in bfloat16: the bits of the plain twin, and nothing read or written beyond. */
class HalfCodeTest {
    private static final MemorySegment NONE = MemorySegment.NULL;
    private static final int BLOCK = HalfCode.BLOCK;
    private static final int LANES = HalfCode.LANES;

    private final Random random = new Random(3);

    private static Machine machine() {
        return new Machine(Processor::bf16, "AVX-512 BF16");
    }

    /** Of all sizes, among them zeros, ties, the largest and what is subnormal. */
    private float value() {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> -0f;
            case 2 -> Float.intBitsToFloat(random.nextInt() & 0xffff0000 | 0x8000);
            case 3 -> Float.MAX_VALUE;
            case 4 -> Float.MIN_NORMAL / (2 + random.nextInt(100));
            case 5 -> Float.intBitsToFloat(random.nextInt());
            default -> (float) random.nextGaussian();
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void rowsAreRoundedToTheNearest(int blocks) {
        int in = blocks * BLOCK;
        short[] expected = new short[in];
        try (Machine machine = machine()) {
            MemorySegment x = machine.bytes(4 * in);
            for (int i = 0; i < in; i++) {
                expected[i] = put(x, 4L * i, DType.F32, value());
            }
            MemorySegment out = machine.bytes(2 * in);
            machine.call(HalfCode.round(), x, out, MemorySegment.ofAddress(blocks), NONE, NONE, 0);
            for (int i = 0; i < in; i++) {
                assertEquals(expected[i], out.get(JAVA_SHORT_UNALIGNED, 2L * i), "value " + i);
            }
        }
    }

    /** Stores a value; returns what it is in bfloat16. */
    private static short put(MemorySegment x, long at, DType type, float v) {
        if (type == DType.F32) {
            x.set(JAVA_FLOAT_UNALIGNED, at, v);
            return PlainHalves.round(v);
        }
        short half = type == DType.F16 ? Float.floatToFloat16(v) : (short) (Float.floatToRawIntBits(v) >>> 16);
        x.set(JAVA_SHORT_UNALIGNED, at, half);
        return type == DType.F16 ? PlainHalves.round(Float.float16ToFloat(half)) : half;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void sumsInTheOrderOfPairs(int planes) {
        for (int blocks : new int[] {1, 2, 7}) {
            for (int turns : new int[] {1, 3}) {
                check(planes, blocks, turns);
            }
        }
    }

    private void check(int planes, int blocks, int turns) {
        int in = blocks * BLOCK;
        int outputs = HalfProduct.outputs(planes);
        int rows = turns * planes * LANES;
        int rowBytes = 2 * in + 2;
        int planeBytes = 2 * in * LANES + 64;
        int stride = rows + 5;
        short[][] w = new short[outputs][in];
        short[][] x = new short[rows][in];
        float[] sums = new float[(outputs - 1) * stride + rows];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (float) random.nextGaussian();
        }
        float[] expected = sums.clone();
        try (Machine machine = machine()) {
            MemorySegment weights = machine.bytes((outputs - 1) * rowBytes + 2 * in);
            fill(w, weights, rowBytes);
            MemorySegment laid = lay(machine, x, planeBytes);
            for (int o = 0; o < outputs; o++) {
                for (int r = 0; r < rows; r++) {
                    expected[o * stride + r] = sum(w[o], x[r], sums[o * stride + r]);
                }
            }
            MemorySegment out = machine.floats(sums);
            MemorySegment counts = machine.longs(blocks, planeBytes, 4L * stride, turns);
            machine.call(HalfProduct.many(planes, rowBytes), weights, laid, out, counts, NONE, 0);
            assertFloats(expected, out, "%d planes, %d blocks, %d turns".formatted(planes, blocks, turns));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void weightsThatAreRoundedOnTheirWay(int planes) {
        for (int blocks : new int[] {1, 3}) {
            for (DType type : new DType[] {DType.F16, DType.BF16}) {
                rounding(type, blocks, planes, false);
                if (planes == HalfProduct.MOST_PLANES) {
                    rounding(type, blocks, planes, true);
                }
            }
        }
    }

    private void rounding(DType type, int blocks, int planes, boolean first) {
        int in = blocks * BLOCK;
        int outputs = HalfProduct.outputs(planes);
        int rows = planes * LANES;
        int stride = first ? 2 * in + 4 : 2 * BLOCK;
        short[][] w = new short[outputs][in];
        short[][] x = new short[rows][in];
        float[] sums = new float[outputs * rows];
        for (int i = 0; i < sums.length && first; i++) {
            sums[i] = (float) random.nextGaussian();
        }
        try (Machine machine = machine()) {
            MemorySegment weights = machine.bytes(outputs * 2 * in);
            for (int i = 0; i < outputs * in; i++) {
                w[i / in][i % in] = put(weights, 2L * i, type, (float) random.nextGaussian());
            }
            MemorySegment laid = lay(machine, x, 2 * in * LANES);
            float[] expected = sums.clone();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = sum(w[i / rows], x[i % rows], sums[i]);
            }
            MemorySegment out = machine.floats(sums);
            MemorySegment counts = machine.longs(blocks, 2L * in * LANES, 4L * rows);
            MemorySegment strip = machine.bytes((outputs - 1) * stride + (first ? 2 * in : 2 * BLOCK));
            byte[] code = first ? HalfProduct.first(type, in, stride) : HalfProduct.few(type, in, planes);
            machine.call(code, weights, laid, out, counts, strip, 0);
            assertFloats(expected, out, "%s, %d planes, %d blocks".formatted(type, planes, blocks));
            for (int i = 0; i < outputs * in && first; i++) {
                long at = (long) (i / in) * stride + 2L * (i % in);
                assertEquals(w[i / in][i % in], strip.get(JAVA_SHORT_UNALIGNED, at), "weight " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tilesOfAmx(int planes) {
        for (int blocks : new int[] {1, 2, 7}) {
            for (int turns : new int[] {1, 3}) {
                for (DType type : new DType[] {DType.F16, DType.BF16}) {
                    tiles(type, blocks, planes, turns);
                }
            }
        }
    }

    private void tiles(DType type, int blocks, int planes, int turns) {
        int in = blocks * BLOCK;
        boolean few = planes == 1 && turns == 1;
        int outputs = few ? AmxHalfProduct.OUTPUTS : AmxHalfProduct.OUTPUTS - 3;
        int rows = turns * planes * LANES;
        int stride = rows + random.nextInt(4);
        short[][] w = new short[AmxHalfProduct.OUTPUTS][in];
        short[][] x = new short[rows][in];
        try (Machine machine = new Machine(p -> p.bf16() && p.amxBf16(), "AMX")) {
            MemorySegment weights = machine.bytes(outputs * 2 * in);
            for (int i = 0; i < outputs * in; i++) {
                float v = type == DType.F16 || random.nextInt(20) > 0 ? (float) random.nextGaussian() : value();
                w[i / in][i % in] = put(weights, 2L * i, type, Float.isNaN(v) ? 0 : v);
            }
            MemorySegment laid = lay(machine, x, 2 * in * LANES);
            MemorySegment strip = machine.bytes(AmxHalfProduct.stripBytes(in));
            MemorySegment count = MemorySegment.ofAddress(outputs);
            machine.call(AmxHalfProduct.strip(type, in), weights, strip, count, NONE, NONE, 0);
            float[] before = new float[(AmxHalfProduct.OUTPUTS - 1) * stride + rows];
            MemorySegment out = machine.floats(before);
            MemorySegment times = MemorySegment.ofAddress(turns);
            MemorySegment outBytes = MemorySegment.ofAddress(4L * stride);
            if (few) {
                machine.call(
                        AmxHalfProduct.few(type, in),
                        weights,
                        laid,
                        out,
                        times,
                        outBytes,
                        machine.bytes(AmxHalfProduct.BLOCK).address());
            } else {
                machine.call(AmxHalfProduct.product(in, planes), strip, laid, out, times, outBytes, 0);
            }
            for (int o = 0; o < outputs; o++) {
                float[] expected = new float[o + 1 < AmxHalfProduct.OUTPUTS ? stride : rows];
                for (int r = 0; r < rows; r++) {
                    expected[r] = PlainHalves.tiles(w[o], x[r]);
                }
                MemorySegment row = out.asSlice(4L * o * stride, 4L * expected.length);
                assertFloats(expected, row, "%s, %d planes, %d blocks, output %d".formatted(type, planes, blocks, o));
            }
        }
    }

    /** Fills rows and lays them out. */
    private MemorySegment lay(Machine machine, short[][] x, int planeBytes) {
        int in = x[0].length;
        MemorySegment laid = machine.bytes((x.length / LANES - 1) * planeBytes + 2 * in * LANES);
        for (int r = 0; r < x.length; r++) {
            MemorySegment row = machine.bytes(2 * in);
            fill(new short[][] {x[r]}, row, 0);
            MemorySegment lane = laid.asSlice((long) (r / LANES) * planeBytes + r % LANES * 4L);
            machine.call(HalfCode.lay(), row, lane, MemorySegment.ofAddress(in / BLOCK), NONE, NONE, 0);
        }
        return laid;
    }

    private void fill(short[][] rows, MemorySegment to, int stride) {
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < rows[r].length; i++) {
                float v = random.nextInt(20) == 0 ? value() : (float) random.nextGaussian();
                rows[r][i] = Float.isNaN(v) ? 0 : PlainHalves.round(v);
                to.set(JAVA_SHORT_UNALIGNED, (long) r * stride + 2L * i, rows[r][i]);
            }
        }
    }

    private static float sum(short[] w, short[] x, float start) {
        float s = start;
        for (int i = 0; i < w.length; i += 2) {
            s = PlainHalves.add(w, x, i, s);
        }
        return s;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void fewRowsHaveTheSameSums(int rows) {
        for (int blocks : new int[] {1, 2, 13}) {
            for (DType type : new DType[] {DType.F16, DType.BF16}) {
                for (int groups : new int[] {1, 3}) {
                    dots(type, blocks, rows, groups);
                }
            }
        }
    }

    private void dots(DType type, int blocks, int rows, int groups) {
        int in = blocks * BLOCK;
        int outputs = groups * HalfDots.OUTPUTS;
        int stride = outputs + 3;
        short[][] w = new short[outputs][in];
        short[][] x = new short[rows][in];
        try (Machine machine = machine()) {
            MemorySegment weights = machine.bytes(outputs * 2 * in);
            for (int i = 0; i < outputs * in; i++) {
                w[i / in][i % in] =
                        put(weights, 2L * i, type, random.nextInt(20) == 0 ? value() : (float) random.nextGaussian());
            }
            MemorySegment activations = machine.bytes(rows * 2 * in);
            fill(x, activations, 2 * in);
            float[] expected = new float[(rows - 1) * stride + outputs];
            Arrays.fill(expected, -1);
            MemorySegment out = machine.floats(expected);
            for (int r = 0; r < rows; r++) {
                for (int o = 0; o < outputs; o++) {
                    expected[r * stride + o] = sum(w[o], x[r], 0);
                }
            }
            MemorySegment four = MemorySegment.ofAddress(groups);
            MemorySegment five = MemorySegment.ofAddress(4L * stride);
            machine.call(HalfDots.write(type, in, rows), weights, activations, out, four, five, 0);
            assertFloats(expected, out, "%s, %d blocks, %d rows".formatted(type, blocks, rows));
        }
    }

    @Test
    void planesThatRegistersCannotHoldAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> HalfProduct.many(0, 64));
        assertThrows(IllegalArgumentException.class, () -> HalfProduct.few(DType.F16, 32, 5));
        assertEquals(24, HalfProduct.outputs(4) * 4);
    }
}
