package org.menura.x86.code;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Memory for machine code. Each piece gets pages of its own, which are written first and then made executable, never both
 * at once, and never written again: other threads run what is there.
 */
public final class CodeMemory {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int PRIVATE = 2;
    private static final int ANONYMOUS_LINUX = 0x20;
    private static final int ANONYMOUS_MAC = 0x1000;
    private static final long PAGE = 4096;

    /**
     * Calls code by its address: {@code code(a, b, c, d, e, long n)}. Arrays are passed where they lie, so a call is to be
     * short.
     */
    @SuppressWarnings("restricted") // what the addresses point to is written for this signature
    public static final MethodHandle KERNEL = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG),
                    Linker.Option.critical(true));

    private final MethodHandle map;
    private final MethodHandle protect;
    private final int anonymous;

    private CodeMemory(MethodHandle map, MethodHandle protect, int anonymous) {
        this.map = map;
        this.protect = protect;
        this.anonymous = anonymous;
    }

    /** What code that is not kept needs in the end. */
    private static final class Unmap {
        static final MethodHandle FUNCTION = function("munmap", JAVA_INT, ADDRESS, JAVA_LONG);

        private Unmap() {}
    }

    /**
     * Returns the system's memory for code; null where there is none to us: on Windows, whose functions are others, and
     * where native access is not enabled.
     */
    public static @Nullable CodeMemory find() {
        String os = System.getProperty("os.name", "");
        boolean mac = os.startsWith("Mac");
        if (!os.equals("Linux") && !mac || !CodeMemory.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        try {
            return new CodeMemory(
                    function("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
                    function("mprotect", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
                    mac ? ANONYMOUS_MAC : ANONYMOUS_LINUX);
        } catch (RuntimeException e) {
            System.getLogger("org.menura.x86").log(System.Logger.Level.DEBUG, "no memory for code", e);
            return null;
        }
    }

    @SuppressWarnings("restricted") // the signatures are those of POSIX
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /**
     * Makes code executable.
     *
     * @param arena frees it when it is closed
     * @return where it begins; null if the system refuses
     */
    @SuppressWarnings("restricted") // the segment is the mapping
    public @Nullable MemorySegment load(byte[] code, Arena arena) {
        long size = Math.ceilDiv(Math.max(1, code.length), PAGE) * PAGE;
        try {
            MemorySegment at = (MemorySegment)
                    map.invokeExact(MemorySegment.NULL, size, READ | WRITE, PRIVATE | anonymous, -1, 0L);
            if (at.address() == -1) {
                return null;
            }
            MemorySegment pages = at.reinterpret(size, arena, CodeMemory::unmap);
            MemorySegment.copy(MemorySegment.ofArray(code), 0, pages, 0, code.length);
            int failed = (int) protect.invokeExact(pages, size, READ | EXECUTE);
            return failed == 0 ? pages : null;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unmap(MemorySegment pages) {
        try {
            int _ = (int) Unmap.FUNCTION.invokeExact(pages, pages.byteSize());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
