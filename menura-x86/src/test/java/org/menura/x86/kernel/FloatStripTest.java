package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.tensor.dtype.DType;

/** Products of decoded weights: the bits of plain sums in the order of the terms, and nothing read or written beyond. */
class FloatStripTest {
    private static final MemorySegment NONE = MemorySegment.NULL;
    private static final int LANES = HalfCode.LANES;

    private final Random random = new Random(5);

    private float[] weights(DType type, MemorySegment w, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            float value = (float) random.nextGaussian() * (random.nextInt(20) == 0 ? 1e-6f : 1);
            short half =
                    type == DType.F16 ? Float.floatToFloat16(value) : (short) (Float.floatToRawIntBits(value) >>> 16);
            w.set(JAVA_SHORT_UNALIGNED, 2L * i, half);
            values[i] = type == DType.F16 ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "AVX2, F16, 16, 16, 1",
        "AVX2, F16, 48, 16, 3",
        "AVX2, F16, 256, 256, 2",
        "AVX2, BF16, 16, 16, 2",
        "AVX2, BF16, 272, 16, 1",
        "AVX2, BF16, 512, 256, 4",
        "AVX512, F16, 16, 16, 1",
        "AVX512, F16, 48, 16, 3",
        "AVX512, F16, 256, 256, 2",
        "AVX512, BF16, 16, 16, 2",
        "AVX512, BF16, 272, 16, 1",
        "AVX512, BF16, 512, 256, 4"
    })
    void sumsInTheOrderOfTheTerms(Isa isa, DType type, int in, int terms, int planes) {
        FloatStrip code = FloatStrip.of(isa);
        int strips = 1 + random.nextInt(3);
        int outputs = code.outputs() * (strips - 1) + 1 + random.nextInt(code.outputs());
        int rows = planes * LANES;
        int first = in - terms;
        try (Machine machine = new Machine(isa)) {
            MemorySegment w = machine.bytes(2 * ((outputs - 1) * in + terms));
            float[] weights = weights(type, w, (outputs - 1) * in + terms);
            MemorySegment strip = machine.bytes(4 * strips * code.outputs() * FloatStrip.DEPTH);
            strip.fill((byte) 0);
            MemorySegment blocks = MemorySegment.ofAddress(terms / FloatStrip.BLOCK);
            MemorySegment count = MemorySegment.ofAddress(outputs);
            machine.call(code.decode(type, in), w, strip, count, blocks, NONE, 0);

            float[] x = new float[rows * in];
            MemorySegment values = machine.bytes(4 * rows * in);
            for (int r = 0; r < rows; r++) {
                for (int k = 0; k < in; k++) {
                    x[r * in + k] = (float) random.nextGaussian();
                    long at = ((long) r / LANES * in + k) * LANES + r % LANES;
                    values.set(JAVA_FLOAT_UNALIGNED, 4 * at, x[r * in + k]);
                }
            }
            float[] begin = new float[strips * code.outputs() * rows];
            for (int i = 0; i < begin.length; i++) {
                begin[i] = (float) random.nextGaussian();
            }
            MemorySegment sums = machine.floats(begin);
            MemorySegment counts = machine.longs(terms / 4, (in - terms) * LANES * 4L, rows * 4L, planes, strips);
            MemorySegment from = values.asSlice(4L * first * LANES);
            machine.call(code.product(), strip, from, sums, counts, NONE, 0);

            for (int o = 0; o < outputs; o++) {
                for (int r = 0; r < rows; r++) {
                    float sum = begin[o * rows + r];
                    for (int k = 0; k < terms; k++) {
                        sum = Math.fma(x[r * in + first + k], weights[o * in + k], sum);
                    }
                    assertEquals(
                            sum, sums.get(JAVA_FLOAT_UNALIGNED, 4L * (o * rows + r)), "output " + o + ", row " + r);
                }
            }
        }
    }

    @Test
    void isForWeightsOf16BitsInWholeBlocks() {
        assertFalse(FloatStrip.has(DType.F32, 16));
        assertFalse(FloatStrip.has(DType.F16, 24));
        assertFalse(FloatStrip.has(DType.BF16, 0));
    }
}
