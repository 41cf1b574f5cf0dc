package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Rows of stored weights as floats and bfloat16: the bits of their codecs, and nothing read or written beyond. */
class WeightRowsTest {
    private static final MemorySegment NONE = MemorySegment.NULL;

    private record Case(DType type, Isa isa) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (DType type : DType.values()) {
            BlockFamily family = Families.all().get(type);
            for (Isa isa : Isa.values()) {
                if (family != null && WeightRows.has(family)) {
                    cases.add(new Case(type, isa));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void likeTheCodec(Case c) {
        BlockFamily family = Objects.requireNonNull(Families.all().get(c.type()));
        Random random = new Random(c.type().ordinal());
        int perBlock = Math.max(1, c.type().blockSize() / Rounded.BLOCK);
        for (int n = 1; n <= 9; n++) {
            int blocks = perBlock * (perBlock > 1 ? 1 + n % 3 : n);
            int rows = 1 + n % 4;
            int in = blocks * Rounded.BLOCK;
            int stride = in + n % 3 * 5;
            int written = (rows - 1) * stride + in;
            WeightRows weights = new WeightRows(family, c.isa(), blocks);
            try (Machine machine = machine(c.isa())) {
                MemorySegment w = machine.bytes((int) c.type().bytes((long) rows * in));
                BlockProductTest.weights(random, w);
                float[] expected = new float[rows * in];
                Codecs.of(c.type()).decode(w, 0, expected, 0, expected.length);
                MemorySegment strip = machine.bytes(rows * weights.stride());
                machine.call(weights.unpack(), w, strip, MemorySegment.ofAddress(rows), NONE, NONE, 0);
                MemorySegment floats = machine.bytes(4 * written);
                machine.call(weights.floats(), strip, floats, MemorySegment.ofAddress(4L * stride), NONE, NONE, rows);
                MemorySegment halves = machine.bytes(2 * written);
                machine.call(weights.bf16(), strip, halves, MemorySegment.ofAddress(2L * stride), NONE, NONE, rows);
                for (int i = 0; i < written; i++) {
                    if (i % stride >= in) {
                        assertEquals(0x55, floats.get(JAVA_BYTE, 4L * i), "between rows");
                        assertEquals(0x55, halves.get(JAVA_BYTE, 2L * i), "between rows");
                        continue;
                    }
                    float x = expected[i / stride * in + i % stride];
                    int at = i;
                    Float got = floats.get(JAVA_FLOAT_UNALIGNED, 4L * i);
                    assertEquals(Float.valueOf(x), got, () -> "%s, %d blocks, element %d".formatted(c, blocks, at));
                    assertEquals(
                            PlainFloats.bf16(x),
                            halves.get(JAVA_SHORT_UNALIGNED, 2L * i),
                            () -> c + " rounded, of " + x);
                }
            }
        }
    }

    /** Nothing here needs the dot products that AVX-VNNI adds to AVX2. */
    private static Machine machine(Isa isa) {
        return new Machine(p -> (isa == Isa.AVX_VNNI ? Isa.AVX2 : isa).in(p), isa.label());
    }
}
