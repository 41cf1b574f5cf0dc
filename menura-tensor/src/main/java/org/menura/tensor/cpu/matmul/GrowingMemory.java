package org.menura.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory outside the heap that is written over again and again. Grows, never shrinks. Serves one thread at a time. */
final class GrowingMemory {
    /** Bytes of a cache line, which libraries want what they read to begin with. */
    private static final long ALIGNMENT = 64;

    private MemorySegment all = MemorySegment.NULL;

    /** Returns the first {@code bytes}, which keep what is in them until the next call. */
    MemorySegment of(long bytes) {
        if (all.byteSize() < bytes) {
            all = Arena.ofAuto().allocate(bytes, ALIGNMENT);
        }
        return all.asSlice(0, bytes);
    }
}
