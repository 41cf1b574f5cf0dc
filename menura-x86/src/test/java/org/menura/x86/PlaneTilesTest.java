package org.menura.x86;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.dtype.DType;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.code.Processor;
import org.menura.x86.kernel.Families;
import org.menura.x86.kernel.Isa;

/** All arithmetics of many rows that the processor has instructions for, whether or not it would be given them. */
class PlaneTilesTest {
    private static @Nullable CodeMemory memory;
    private static @Nullable Processor processor;

    private final TileScratch scratch = new TileScratch();

    @BeforeAll
    static void present() {
        memory = System.getProperty("os.arch").equals("amd64") ? CodeMemory.find() : null;
        processor = memory == null ? null : Processor.ask(memory);
        assumeTrue(processor != null && processor.avx2());
    }

    private record Case(String name, DType type) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (DType type : List.of(DType.Q8_0, DType.Q4_0, DType.Q6_K)) {
            for (Isa isa : Isa.values()) {
                cases.add(new Case(isa.name(), type));
            }
            cases.add(new Case("AMX", type));
        }
        for (DType type : List.of(DType.F16, DType.BF16)) {
            cases.add(new Case("floats", type));
            cases.add(new Case("wide floats", type));
            cases.add(new Case("halves", type));
            cases.add(new Case("AMX halves", type));
        }
        return cases;
    }

    private PlaneTiles.@Nullable Arithmetic arithmetic(Case c, int in) {
        CodeMemory code = Objects.requireNonNull(memory);
        Processor p = Objects.requireNonNull(processor);
        return switch (c.name()) {
            case "floats" -> new HalfProducts(code, scratch).floatTiles(c.type(), in, Isa.AVX2);
            case "wide floats" ->
                p.avx512() ? new HalfProducts(code, scratch).floatTiles(c.type(), in, Isa.AVX512) : null;
            case "halves" -> p.bf16() ? new HalfProducts(code, scratch).tiles(c.type(), in) : null;
            case "AMX halves" -> p.bf16() && p.amxBf16() ? new HalfProducts(code, scratch).amx(c.type(), in) : null;
            case "AMX" -> p.amxInt8() ? FamilyAmxTiles.of(code, Families.all().get(c.type()), in) : null;
            default -> {
                Isa isa = Isa.valueOf(c.name());
                yield isa.in(p) ? FamilyTiles.of(code, Families.all().get(c.type()), isa, in) : null;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowsDoNotDependOnOthers(Case c) {
        int in = 1280;
        int outs = 101;
        PlaneTiles.Arithmetic arithmetic = arithmetic(c, in);
        assumeTrue(arithmetic != null, "the processor lacks the instructions");
        Isa isa = Objects.requireNonNull(Isa.best(Objects.requireNonNull(processor)));
        TurnedSums turned = new TurnedSums(Objects.requireNonNull(memory), isa);
        PlaneTiles tiles = new PlaneTiles(arithmetic, in, c.type().bytes(in), scratch, turned);
        Random random = new Random(c.hashCode());
        MemorySegment w = weights(c.type(), in * outs, random);
        float[] x = new float[256 * in];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[][] alone = new float[256][];
        for (int r = 0; r < alone.length; r++) {
            alone[r] = product(tiles, w, x, r * in, 1, outs);
        }
        for (int rows : new int[] {2, 15, 16, 17, 32, 33, 64, 65, 80, 96, 127, 128, 161, 256}) {
            if (rows > tiles.mostRows()) {
                continue;
            }
            float[] all = product(tiles, w, x, 0, rows, outs);
            for (int r = 0; r < rows; r++) {
                for (int o = 0; o < outs; o++) {
                    int at = r;
                    assertEquals(alone[r][o], all[r * outs + o], () -> "row %d of %d".formatted(at, rows));
                }
            }
        }
        if (c.type() == DType.F16 || c.type() == DType.Q8_0) {
            likeDoubles(c.type(), w, x, alone, in, outs);
        }
    }

    private static float[] product(PlaneTiles tiles, MemorySegment w, float[] x, int at, int rows, int outs) {
        MemorySegment prepared = Arena.ofAuto().allocate(tiles.preparedBytes(rows), 64);
        tiles.prepare(x, at, rows, prepared);
        float[] out = new float[rows * outs];
        Arrays.fill(out, Float.NaN);
        tiles.multiply(w, 0, outs, prepared, rows, out, 0, outs);
        return out;
    }

    private static MemorySegment weights(DType type, int count, Random random) {
        MemorySegment w = Arena.ofAuto().allocate(type.bytes(count), 64);
        if (type == DType.F16 || type == DType.BF16) {
            for (long i = 0; i < count; i++) {
                float v = (float) random.nextGaussian();
                short half = type == DType.F16 ? Float.floatToFloat16(v) : (short) (Float.floatToRawIntBits(v) >>> 16);
                w.set(JAVA_SHORT_UNALIGNED, 2 * i, half);
            }
            return w;
        }
        byte[] bytes = new byte[(int) w.byteSize()];
        random.nextBytes(bytes);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, w, 0, bytes.length);
        int block = type.blockBytes();
        int scaleAt = type == DType.Q6_K ? block - Short.BYTES : 0;
        for (long b = 0; b < w.byteSize(); b += block) {
            w.set(JAVA_SHORT_UNALIGNED, b + scaleAt, Float.floatToFloat16(0.01f + random.nextFloat()));
        }
        return w;
    }

    /** Compares with products of doubles, to what rounding both sides changes. */
    private static void likeDoubles(DType type, MemorySegment w, float[] x, float[][] alone, int in, int outs) {
        double error = 0;
        double size = 0;
        for (int r = 0; r < alone.length; r += 17) {
            for (int o = 0; o < outs; o++) {
                double sum = 0;
                for (int i = 0; i < in; i++) {
                    sum += weight(type, w, (long) o * in + i) * x[r * in + i];
                }
                error += Math.pow(sum - alone[r][o], 2);
                size += sum * sum;
            }
        }
        assertTrue(error < 1e-4 * size, type + " differs by " + Math.sqrt(error / size));
    }

    private static double weight(DType type, MemorySegment w, long i) {
        if (type == DType.F16) {
            return Float.float16ToFloat(w.get(JAVA_SHORT_UNALIGNED, 2 * i));
        }
        long block = i / 32 * type.blockBytes();
        return Float.float16ToFloat(w.get(JAVA_SHORT_UNALIGNED, block)) * w.get(JAVA_BYTE, block + 2 + i % 32);
    }
}
