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

    private static final MethodHandle TWO_AND_COUNT = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG), Linker.Option.critical(true));

    private Calls() {}

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

    /** {@code code(from, to, count)}. */
    static void convert(MemorySegment code, MemorySegment from, MemorySegment to, long count) {
        try {
            TWO_AND_COUNT.invokeExact(code, from, to, count);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
