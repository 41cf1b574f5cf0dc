package org.menura.x86.kernel;

import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Mem;

/** Writes how weights are asked for ahead of their use. */
final class Prefetch {
    /** Bytes of a line of the caches. */
    static final int LINE = 64;

    /** How far ahead what is read once in its order is asked into the second-level cache, and from there into the first one. */
    private static final int SECOND_AHEAD = 4096;

    private static final int FIRST_AHEAD = 1024;

    private Prefetch() {}

    /** Asks for a line, into the second-level cache or the first. */
    static void line(Assembler a, Mem line, boolean second) {
        if (second) {
            a.prefetchSecond(line);
        } else {
            a.prefetch(line);
        }
    }

    /** Asks for what follows a line that is about to be read, into both caches. */
    static void following(Assembler a, Mem line) {
        a.prefetchSecond(line.plus(SECOND_AHEAD));
        a.prefetch(line.plus(FIRST_AHEAD));
    }
}
