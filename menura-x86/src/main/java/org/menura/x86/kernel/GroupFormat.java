package org.menura.x86.kernel;

import java.util.Map;
import org.menura.tensor.dtype.DType;

/** What is a format's own in a {@link GroupFamily}: how its a, b and q are read. */
interface GroupFormat {
    /** Blocks of 32 that are computed together. */
    int BLOCKS = 8;

    /** With 256 bits: the quants of a block, unsigned bytes. With 512 bits they are those of two blocks in register {@code chunk}. */
    int W = 0;

    int T0 = 4;
    int T1 = 5;

    /** The {@code a} of the block of 256: with 512 bits all that there are, otherwise those of its first 8 groups. */
    int A = 6;

    int B = 7;

    /** With 512 bits: where the four registers that keep constants of a format begin. */
    int KEPT = 12;

    DType type();

    /** Groups of 16 or 32 in a block of 256: 16 or 8. */
    default int groups() {
        return BLOCKS;
    }

    /** Whether there are b. */
    default boolean least() {
        return true;
    }

    /** The q that stands for zero in all groups, where b is that times a, and there are no gains; 0 where it isn't. */
    default int zero() {
        return 0;
    }

    /** The number that quants of a block of 32 come multiplied with, a power of two. */
    default int gain(int block) {
        return 1;
    }

    /** Whether any quants come multiplied. */
    default boolean gains() {
        for (int b = 0; b < BLOCKS; b++) {
            if (gain(b) != 1) {
                return true;
            }
        }
        return false;
    }

    /** The bits of q, which is then unsigned; 8 of signed ones. */
    default int bits() {
        return signed() ? Byte.SIZE : 4;
    }

    /**
     * Whether q are signed: {@link #decode} then gives q + 128, and q itself for {@link Isa#AVX2} and raised activations; all
     * constants are then in memory.
     */
    default boolean signed() {
        return false;
    }

    /** Whether {@link #decode} looks quants up in the constant {@link Emitter#TABLE_NAME}. */
    default boolean tabled() {
        return false;
    }

    /** Adds the constants that {@link #heads} and {@link #decode} read. */
    void add(Map<String, byte[]> constants, boolean wide);

    /** Loads registers from {@link #KEPT} on, with 512 bits. */
    void keep(Emitter e);

    /**
     * Puts the a divided by their gains ({@link GroupFamily#divideByGains}) into {@link #A} and the b, if there are any, into {@link
     * #B}; with 256 bits, those of groups {@code 8 part} and up. May use all registers up to {@link #B}.
     *
     * @param blocks blocks of 32: 8, or fewer for the last of a format whose blocks are not larger
     */
    void heads(Emitter e, int part, int blocks);

    /**
     * Puts the quants times their gains into {@link #W}, of a block of 32; or with 512 bits those of blocks 2 chunk and behind
     * into the register of the chunk's number. Chunks follow each other; in between {@link #T0}, {@link #T1} and {@link #B} stay.
     *
     * @param blocks how many there are, 1 or 2; not above 1 with 256 bits
     */
    void decode(Emitter e, int chunk, int blocks);
}
