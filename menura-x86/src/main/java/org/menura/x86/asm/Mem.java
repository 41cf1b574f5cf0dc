package org.menura.x86.asm;

import org.jspecify.annotations.Nullable;

/**
 * Memory at {@code base + index * scale + displacement}.
 *
 * @param scale 1, 2, 4 or 8
 * @param broadcast whether one element is read and stands for all of the vector
 */
public record Mem(Gpr base, @Nullable Gpr index, int scale, int displacement, boolean broadcast) implements Operand {
    /**
     * Checks index and scale.
     *
     * @throws IllegalArgumentException if no instruction can address that
     */
    public Mem {
        if (index == Gpr.RSP || scale != 1 && scale != 2 && scale != 4 && scale != 8) {
            throw new IllegalArgumentException("no address has %s times %d".formatted(index, scale));
        }
    }

    /** Returns the memory {@code displacement} bytes from a register's address. */
    public static Mem at(Gpr base, int displacement) {
        return new Mem(base, null, 1, displacement, false);
    }

    /** Returns the memory {@code displacement} bytes from {@code base + index * scale}. */
    public static Mem at(Gpr base, Gpr index, int scale, int displacement) {
        return new Mem(base, index, scale, displacement, false);
    }

    /** Returns the memory so many bytes behind this. */
    public Mem plus(int bytes) {
        return new Mem(base, index, scale, displacement + bytes, broadcast);
    }

    /** Returns this memory with one element that stands for all of the vector. */
    public Mem broadcasting() {
        return new Mem(base, index, scale, displacement, true);
    }
}
