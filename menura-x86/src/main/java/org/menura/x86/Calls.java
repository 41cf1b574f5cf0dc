package org.menura.x86;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls of code by its address, of each signature that kernels have. Arrays are passed where they lie. */
@SuppressWarnings("restricted") // what the addresses point to was written for these signatures
final class Calls {
    private static final MethodHandle TWO = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS), Linker.Option.critical(true));

    private static final MethodHandle PRODUCT = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG),
                    Linker.Option.critical(true));

    private static final MethodHandle FIVE = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG),
                    Linker.Option.critical(true));

    private Calls() {}

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
            FIVE.invokeExact(code, a, b, c, d, e, n);
        } catch (RuntimeException | Error x) {
            throw x;
        } catch (Throwable x) {
            throw new IllegalStateException(x);
        }
    }

    /** {@code code(from, to)}. */
    static void convert(MemorySegment code, MemorySegment from, MemorySegment to) {
        try {
            TWO.invokeExact(code, from, to);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code code(weights, activations, out, outputs, stride in bytes)}. */
    static void product(
            MemorySegment code, MemorySegment weights, MemorySegment x, MemorySegment out, long outputs, long stride) {
        try {
            PRODUCT.invokeExact(code, weights, x, out, outputs, stride);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
