package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
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
import java.util.function.Predicate;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.code.Processor;

/** Code of floats that runs with forbidden pages around all that it is given. */
final class Machine implements AutoCloseable {
    private static final MethodHandle FIVE = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

    private final CodeMemory memory;
    private final Arena arena = Arena.ofConfined();
    private final List<MemorySegment> guarded = new ArrayList<>();

    /** Skips the test where the processor lacks the instructions. */
    Machine(Isa isa) {
        this(isa::in, isa.label());
    }

    /** Skips the test where the processor lacks them. */
    Machine(Predicate<Processor> has, String name) {
        CodeMemory found = System.getProperty("os.arch").equals("amd64") ? CodeMemory.find() : null;
        Processor processor = found == null ? null : Processor.ask(found);
        assumeTrue(processor != null && has.test(processor), "the processor lacks " + name);
        memory = Objects.requireNonNull(found);
    }

    /** Guarded memory with those floats. */
    MemorySegment floats(float... values) {
        MemorySegment to = bytes(4 * values.length);
        MemorySegment.copy(values, 0, to, JAVA_FLOAT_UNALIGNED, 0, values.length);
        return to;
    }

    /** Guarded memory with those numbers. */
    MemorySegment longs(long... values) {
        MemorySegment to = bytes(8 * values.length);
        MemorySegment.copy(values, 0, to, JAVA_LONG_UNALIGNED, 0, values.length);
        return to;
    }

    /** Guarded memory of that size. */
    MemorySegment bytes(int size) {
        MemorySegment to = Guarded.allocate(arena, size);
        guarded.add(to);
        to.fill((byte) 0x55);
        return to;
    }

    /** Guarded memory with those bytes. */
    MemorySegment copy(MemorySegment from) {
        MemorySegment to = bytes((int) from.byteSize());
        MemorySegment.copy(from, JAVA_BYTE, 0, to, JAVA_BYTE, 0, from.byteSize());
        return to;
    }

    void call(
            byte[] code, MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d, MemorySegment e, long n) {
        try {
            FIVE.invokeExact(Objects.requireNonNull(memory.load(code, arena)), a, b, c, d, e, n);
        } catch (RuntimeException | Error x) {
            throw x;
        } catch (Throwable x) {
            throw new IllegalStateException(x);
        }
    }

    static void assertFloats(float[] expected, MemorySegment got, String what) {
        for (int i = 0; i < expected.length; i++) {
            Float actual = got.get(JAVA_FLOAT_UNALIGNED, 4L * i);
            int at = i;
            assertEquals(Float.valueOf(expected[i]), actual, () -> what + ", element " + at);
        }
    }

    @Override
    public void close() {
        guarded.forEach(Guarded::release);
        arena.close();
    }
}
