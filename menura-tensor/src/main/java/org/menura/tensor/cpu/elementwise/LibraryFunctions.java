package org.menura.tensor.cpu.elementwise;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.work.Workers;

/** Functions of many elements by a {@link MatrixLibrary}. Threads share blocks of elements. */
public final class LibraryFunctions {
    /** Elements from which on it is worth it. */
    private static final int FEWEST = 1 << 10;

    /** Elements that are computed together: always so many, or as few as possible, so that few functions are compiled. */
    private static final int BLOCK = 1 << 13;

    private static final long ALIGNMENT = 64;

    private LibraryFunctions() {}

    /** Computes {@code out = f(x)}; returns false, and computes nothing, if the library is not made for it. */
    public static boolean activate(Workers workers, MatrixLibrary library, Activation f, Tensor x, float[] out) {
        int count = (int) x.elements();
        if (count < FEWEST || !library.has(f)) {
            return false;
        }
        int size = count > BLOCK / 2 ? BLOCK : Math.max(FEWEST, Integer.highestOneBit(count - 1) << 1);
        workers.run(Math.ceilDiv(count, size), 1, (from, to) -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment block = arena.allocate(4L * size, ALIGNMENT);
                for (int i = from; i < to; i++) {
                    int at = i * size;
                    int n = Math.min(size, count - at);
                    MemorySegment.copy(x.floats(), x.offset() + at, block, ValueLayout.JAVA_FLOAT, 0, n);
                    library.activate(f, size, block);
                    MemorySegment.copy(block, ValueLayout.JAVA_FLOAT, 0, out, at, n);
                }
            }
        });
        return true;
    }
}
