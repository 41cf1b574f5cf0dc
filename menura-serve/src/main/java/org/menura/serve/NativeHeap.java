package org.menura.serve;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The C library's heap, from which the JVM, its compilers and libraries take their memory. glibc keeps what is freed in the
 * midst of its arenas until it is told to give it back ({@code malloc_trim(3)}); other libraries have no such call.
 */
final class NativeHeap {
    private static final @Nullable MethodHandle TRIM = function();

    private NativeHeap() {}

    /** Gives free memory back to the system. Returns whether there was any; false where the library has no such call. */
    static boolean trim() {
        if (TRIM == null) {
            return false;
        }
        try {
            return (int) TRIM.invokeExact(0L) != 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable MethodHandle function() {
        if (!System.getProperty("os.name", "").equals("Linux")
                || !NativeHeap.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
        return linker.defaultLookup()
                .find("malloc_trim")
                .map(function -> linker.downcallHandle(function, type))
                .orElse(null);
    }
}
