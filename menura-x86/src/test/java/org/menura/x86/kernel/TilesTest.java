package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.dtype.DType;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.code.Processor;

/** Products with many rows: the bits of the plain twin, and nothing read or written beyond. */
class TilesTest {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle TWO = LINKER.downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle UNPACK =
            LINKER.downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle PRODUCT =
            LINKER.downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));

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
                BlockFamily family = Families.all().get(type);
                if (family != null && TileLayout.suits(family)) {
                    cases.add(new Case(type, isa));
                }
            }
        }
        return cases;
    }

    private static boolean evexDots() {
        return !Objects.requireNonNull(processor).avxVnni();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void likeThePlainTwin(Case c) throws Throwable {
        Processor p = Objects.requireNonNull(processor);
        boolean twin = c.isa() == Isa.AVX_VNNI && evexDots() && p.vnni();
        assumeTrue(twin || c.isa().in(p), "the processor lacks " + c.isa());
        Random random = new Random(c.type().ordinal() * 10L + c.isa().ordinal());
        int perBlock = c.type().blockSize() / 32;
        for (int n = 0; n < 14; n++) {
            int blocks = perBlock * (n < 10 && perBlock == 1 ? n + 1 : 1 + random.nextInt(perBlock > 1 ? 3 : 30));
            check(c, blocks, 1 + n % StripProduct.OUTPUTS, random);
        }
    }

    private static void check(Case c, int blocks, int live, Random random) throws Throwable {
        BlockFamily family = Objects.requireNonNull(Families.all().get(c.type()));
        Tiles tiles = new Tiles(family, c.isa(), blocks, evexDots());
        TileLayout layout = tiles.layout();
        int together = tiles.planes();
        int turns = 1 + random.nextInt(2);
        int rows = turns * together * layout.lanes();
        int in = blocks * 32;
        float[] x = BlockProductTest.activations(random, rows * in);
        PlainRounded plain = new PlainRounded(x, rows, blocks);
        long rowBytes = c.type().bytes(in);
        int stride = rows + random.nextInt(3);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment w = Guarded.allocate(arena, live * rowBytes);
            MemorySegment strip = Guarded.allocate(arena, layout.stripBytes());
            MemorySegment planes = Guarded.allocate(arena, (long) turns * together * layout.planeBytes());
            MemorySegment out = Guarded.allocate(arena, 4L * ((StripProduct.OUTPUTS - 1) * stride + rows));
            try {
                BlockProductTest.weights(random, w);
                out.fill((byte) 0x55);
                lay(layout, x, in, rows, planes, arena);
                UNPACK.invokeExact(load(layout.unpack(), arena), w, strip, (long) live);
                if (random.nextBoolean()) {
                    PRODUCT.invokeExact(
                            load(tiles.product(together), arena), strip, planes, out, (long) turns, 4L * stride);
                } else {
                    long all = (long) turns * together;
                    PRODUCT.invokeExact(load(tiles.product(1), arena), strip, planes, out, all, 4L * stride);
                }
                for (int o = 0; o < live; o++) {
                    MemorySegment row = w.asSlice(o * rowBytes, rowBytes);
                    for (int r = 0; r < rows; r++) {
                        float expected = PlainTiles.product(c.type(), row, plain, r);
                        float got = out.get(JAVA_FLOAT_UNALIGNED, 4L * (o * stride + r));
                        int at = r;
                        // Assertions tell zeros by their signs, and NaN is one.
                        assertEquals(
                                Float.valueOf(expected),
                                Float.valueOf(got),
                                () -> "%s: %d blocks, row %d".formatted(c, blocks, at));
                    }
                    for (int r = rows; r < stride && o + 1 < StripProduct.OUTPUTS; r++) {
                        assertEquals(0x55, out.get(JAVA_BYTE, 4L * (o * stride + r)), "between outputs");
                    }
                }
            } finally {
                for (MemorySegment s : List.of(w, strip, planes, out)) {
                    Guarded.release(s);
                }
            }
        }
    }

    private static void lay(TileLayout layout, float[] x, int in, int rows, MemorySegment planes, Arena arena)
            throws Throwable {
        MemorySegment quantize = load(layout.quantize(), arena);
        MemorySegment lay = load(layout.lay(), arena);
        MemorySegment from = arena.allocate(4L * in, 64);
        MemorySegment rounded = Guarded.allocate(arena, new Rounded(in / 32).stride());
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(x, r * in, from, JAVA_FLOAT_UNALIGNED, 0, in);
            call(quantize, from, rounded);
            long plane = (long) r / layout.lanes() * layout.planeBytes();
            call(lay, rounded, planes.asSlice(plane + 4L * (r % layout.lanes())));
        }
        Guarded.release(rounded);
    }

    private static void call(MemorySegment code, MemorySegment from, MemorySegment to) throws Throwable {
        TWO.invokeExact(code, from, to);
    }

    private static MemorySegment load(byte[] code, Arena arena) {
        return Objects.requireNonNull(Objects.requireNonNull(memory).load(code, arena));
    }
}
