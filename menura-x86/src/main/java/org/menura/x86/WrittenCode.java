package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.x86.code.CodeMemory;

/**
 * Keeps machine code by what it is for; each piece is written when it is first asked for.
 *
 * @param <K> what it is for, such as a number of rows
 */
final class WrittenCode<K> {
    private final Kept<K, MemorySegment> pieces;

    WrittenCode(CodeMemory memory, Function<K, byte[]> write) {
        this.pieces = new Kept<>(k -> memory.load(write.apply(k), Arena.ofAuto()));
    }

    /** Returns the code; null if the system refuses memory for it, which is asked once. */
    @Nullable
    MemorySegment find(K key) {
        return pieces.get(key);
    }

    /** Returns the code, without which there is no product. */
    MemorySegment get(K key) {
        MemorySegment code = find(key);
        if (code == null) {
            throw new OutOfMemoryError("the system refuses memory for code");
        }
        return code;
    }
}
