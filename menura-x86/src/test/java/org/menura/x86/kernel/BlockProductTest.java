package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Assembler;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.code.Processor;

/** All families on all instructions that this processor has: the bits of the plain twins, and nothing read or written beyond. */
@Tag("slow")
class BlockProductTest {
    private static final MethodHandle PRODUCT = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle QUANTIZE =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

    private static @Nullable CodeMemory memory;
    private static @Nullable Processor processor;

    @BeforeAll
    static void present() {
        memory = System.getProperty("os.arch").equals("amd64") ? CodeMemory.find() : null;
        assumeTrue(memory != null);
        processor = Processor.ask(memory);
        assumeTrue(processor != null && processor.avx2());
    }

    private record Case(DType type, Isa isa) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (DType type : DType.values()) {
            for (Isa isa : Isa.values()) {
                if (Families.all().containsKey(type)) {
                    cases.add(new Case(type, isa));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void likeThePlainTwin(Case c) throws Throwable {
        assertNotNull(processor);
        boolean twin = c.isa() == Isa.AVX_VNNI && !processor.avxVnni() && processor.vnni();
        assumeTrue(twin || c.isa().in(processor), "the processor lacks " + c.isa());
        Random random = new Random(c.type().ordinal() * 10L + c.isa().ordinal());
        int perBlock = Math.max(1, c.type().blockSize() / family(c).block());
        for (int n = 0; n < 40; n++) {
            int blocks = perBlock * (n < 20 ? n + 1 : 1 + random.nextInt(perBlock > 1 ? 9 : 40));
            int rows = 1 + (n < 24 ? n % 8 : random.nextInt(16));
            check(c, blocks, rows, 1 + random.nextInt(7), random);
        }
    }

    private static BlockFamily family(Case c) {
        return Objects.requireNonNull(Families.all().get(c.type()));
    }

    private static void check(Case c, int blocks, int rows, int outs, Random random) throws Throwable {
        BlockFamily family = family(c);
        int in = blocks * family.block();
        float[] x = activations(random, rows * in);
        int rowStride = family.layout(blocks).stride();
        long rowBytes = c.type().bytes(in);
        int stride = outs + random.nextInt(3);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment w = Guarded.allocate(arena, outs * rowBytes);
            MemorySegment prepared = Guarded.allocate(arena, (long) rows * rowStride);
            MemorySegment out = Guarded.allocate(arena, 4L * ((rows - 1) * stride + outs));
            weights(random, w);
            prepared.fill((byte) 0x7f);
            out.fill((byte) 0x55);
            prepare(family, blocks, x, rows, prepared, arena);
            MemorySegment product = load(
                    BlockProduct.write(
                            family,
                            c.isa(),
                            blocks,
                            rows,
                            random.nextBoolean(),
                            new Assembler(!processor().avxVnni())),
                    arena);
            PRODUCT.invokeExact(product, w, prepared, out, (long) outs, 4L * stride);
            for (int r = 0; r < rows; r++) {
                for (int o = 0; o < stride && r * stride + o < (rows - 1) * stride + outs; o++) {
                    float got = out.get(JAVA_FLOAT_UNALIGNED, 4L * (r * stride + o));
                    if (o >= outs) {
                        assertEquals(0x55555555, Float.floatToRawIntBits(got), "between rows");
                        continue;
                    }
                    float expected = family.rounded()
                            ? rounded(c.type(), w.asSlice(o * rowBytes, rowBytes), new PlainRounded(x, rows, blocks), r)
                            : exact(c.type(), w.asSlice(o * rowBytes, rowBytes), x, r * in, in);
                    // Assertions tell zeros by their signs, and NaN is one.
                    assertEquals(
                            Float.valueOf(expected),
                            Float.valueOf(got),
                            () -> "%s: %d blocks, %d rows".formatted(c, blocks, rows));
                }
            }
            Guarded.release(w);
            Guarded.release(prepared);
            Guarded.release(out);
        }
    }

    private static Processor processor() {
        return Objects.requireNonNull(processor);
    }

    private static MemorySegment load(byte[] code, Arena arena) {
        assertNotNull(memory);
        return Objects.requireNonNull(memory.load(code, arena));
    }

    private static void prepare(
            BlockFamily family, int blocks, float[] x, int rows, MemorySegment prepared, Arena arena) throws Throwable {
        int in = blocks * family.block();
        Unpacked format = family.unpacked();
        MemorySegment quantize = format == null ? null : load(QuantizeRows.write(blocks, format), arena);
        for (int r = 0; r < rows; r++) {
            MemorySegment from = Guarded.allocate(arena, 4L * in);
            MemorySegment.copy(x, r * in, from, JAVA_FLOAT_UNALIGNED, 0, in);
            MemorySegment to = prepared.asSlice((long) r * family.layout(blocks).stride());
            if (quantize != null) {
                QUANTIZE.invokeExact(quantize, from, to);
            } else {
                to.copyFrom(from);
            }
            Guarded.release(from);
        }
    }

    private static float rounded(DType type, MemorySegment w, PlainRounded x, int row) {
        Sums sums = new Sums();
        int perBlock = type.blockSize() / 32;
        for (int b = 0; b < x.blocks; b += perBlock) {
            long at = (long) b / perBlock * type.blockBytes();
            PlainTwins.of(type).add(w.asSlice(at, type.blockBytes()), x, row, b, sums);
        }
        return sums.total();
    }

    private static float exact(DType type, MemorySegment w, float[] x, int at, int in) {
        Sums first = new Sums();
        Sums second = new Sums();
        for (int i = 0; i < in; i++) {
            float[] lanes = i % 32 < 16 ? first.lanes : second.lanes;
            lanes[i % 16] = Math.fma(PlainTwins.weight(type, w, i), x[at + i], lanes[i % 16]);
        }
        for (int l = 0; l < 16; l++) {
            first.lanes[l] += second.lanes[l];
        }
        return first.total();
    }

    static float[] activations(Random random, int n) {
        float[] x = new float[n];
        float scale = 1;
        for (int i = 0; i < n; i++) {
            if (i % 32 == 0) {
                scale = switch (random.nextInt(12)) {
                    case 0 -> 0;
                    case 1 -> 1e-38f;
                    case 2 -> 1e20f;
                    default -> (float) Math.exp(random.nextGaussian());
                };
            }
            x[i] = scale * (float) random.nextGaussian();
        }
        if (random.nextInt(20) == 0) {
            x[random.nextInt(n)] = random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
        }
        return x;
    }

    /** Random bytes: any weights, scales that are seldom no numbers. */
    static void weights(Random random, MemorySegment w) {
        byte[] bytes = new byte[(int) w.byteSize()];
        random.nextBytes(bytes);
        MemorySegment.copy(bytes, 0, w, JAVA_BYTE, 0, bytes.length);
    }
}
