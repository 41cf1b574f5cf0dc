package org.menura.x86;

import java.lang.foreign.MemorySegment;
import org.menura.x86.code.CodeMemory;

/** Calls of code by its address. All kernels have one signature, as a handle of its own takes each one milliseconds to make. */
final class Calls {
    private Calls() {}

    /** Returns the elements of an array from {@code at} on. */
    static MemorySegment range(float[] array, int at, int n) {
        return MemorySegment.ofArray(array).asSlice((long) at * Float.BYTES, (long) n * Float.BYTES);
    }

    /** {@code code(from, to)}. */
    static void convert(MemorySegment code, MemorySegment from, MemorySegment to) {
        five(code, from, to, MemorySegment.NULL, MemorySegment.NULL, MemorySegment.NULL, 0);
    }

    /** {@code code(weights, activations, out, outputs, stride in bytes)}. */
    static void product(
            MemorySegment code, MemorySegment weights, MemorySegment x, MemorySegment out, long outputs, long stride) {
        five(code, weights, x, out, MemorySegment.ofAddress(outputs), MemorySegment.ofAddress(stride), 0);
    }

    /** {@code code(a, b, c, d, e, n)}. */
    static void five(
            MemorySegment code,
            MemorySegment a,
            MemorySegment b,
            MemorySegment c,
            MemorySegment d,
            MemorySegment e,
            long n) {
        try {
            CodeMemory.KERNEL.invokeExact(code, a, b, c, d, e, n);
        } catch (RuntimeException | Error x) {
            throw x;
        } catch (Throwable x) {
            throw new IllegalStateException(x);
        }
    }

    /** {@code code(from, to, count)}. */
    static void convert(MemorySegment code, MemorySegment from, MemorySegment to, long count) {
        MemorySegment none = MemorySegment.NULL;
        five(code, from, to, MemorySegment.ofAddress(count), none, none, 0);
    }
}
