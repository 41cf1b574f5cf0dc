package org.menura.tensor.cpu.int8;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A loop over packed weights and activations whose code stays its own. The compiler would inline it where it is called,
 * exceed the size at which it stops inlining the vectors in it, and make code that is ten times slower; it does not look
 * through a handle that it doesn't know for a constant.
 */
final class SumKernel {
    private static final MethodType TYPE = MethodType.methodType(
            void.class, MemorySegment.class, long.class, int[].class, int.class, int.class, short[].class, int.class);

    /** Not static, and this class is no record: either would make it a constant. */
    private final MethodHandle handle;

    private SumKernel(MethodHandle handle) {
        this.handle = handle;
    }

    /** The static method {@code name} of the class that {@code lookup} comes from, with the parameters of {@link #run}. */
    static SumKernel of(MethodHandles.Lookup lookup, String name) {
        try {
            return new SumKernel(lookup.findStatic(lookup.lookupClass(), name, TYPE));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Runs the loop.
     *
     * @param at where the weights begin
     * @param first index of the first activation in {@code a}
     * @param extra what the kernel says it is
     * @param o where the sums go
     */
    void run(MemorySegment w, long at, int[] a, int first, int extra, short[] to, int o) {
        try {
            handle.invokeExact(w, at, a, first, extra, to, o);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
