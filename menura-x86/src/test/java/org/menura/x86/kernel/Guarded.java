package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Memory that ends exactly where the next byte must not be touched: whoever does ends the process. */
final class Guarded {
    private static final long PAGE = 4096;
    private static final MethodHandle MPROTECT = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("mprotect"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Guarded() {}

    /** Memory with forbidden pages behind it, and before it if its size is one of pages. */
    static MemorySegment allocate(Arena arena, long bytes) {
        long pages = Math.ceilDiv(bytes, PAGE) * PAGE;
        MemorySegment all = arena.allocate(pages + 2 * PAGE, PAGE);
        protect(all.asSlice(0, PAGE), 0);
        protect(all.asSlice(PAGE + pages, PAGE), 0);
        return all.asSlice(PAGE + pages - bytes, bytes);
    }

    /** Lets memory be freed. */
    static void release(MemorySegment guarded) {
        long end = guarded.address() + guarded.byteSize();
        long pages = Math.ceilDiv(guarded.byteSize(), PAGE) * PAGE;
        protect(MemorySegment.ofAddress(end).reinterpret(PAGE), 3);
        protect(MemorySegment.ofAddress(end - pages - PAGE).reinterpret(PAGE), 3);
    }

    private static void protect(MemorySegment pages, int mode) {
        try {
            if ((int) MPROTECT.invokeExact(pages, pages.byteSize(), mode) != 0) {
                throw new IllegalStateException("mprotect failed");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
