package org.menura.x86.kernel;

import static org.menura.x86.kernel.GroupFormat.T0;

import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** Numbers of eight signs, of 7 bits each, in the lower 28 of a word of 32 bits. */
final class SevenSigns {
    private SevenSigns() {}

    /**
     * Adds the constants of {@link #numbers}.
     *
     * @param first bytes before the first word in the 16 that are loaded, with 512 bits
     * @param second bytes before the second one
     */
    static void add(Map<String, byte[]> constants, boolean wide, int first, int second) {
        int count = wide ? 8 : 4;
        constants.put("sevenShifts", Data.ints(count, i -> 7 * (i % 4)));
        constants.put("seven", Data.ints(count, _ -> 0x7f));
        if (wide) {
            constants.put("words", Data.bytes(32, i -> (i < 16 ? first : second) + i % 4));
        }
    }

    /** Makes the numbers, 32 bits each, of {@link GroupFormat#T0}: its word four times, or with 512 bits 16 bytes twice. */
    static void numbers(Emitter e) {
        Vec t = e.wide() ? Vec.ymm(T0) : Vec.xmm(T0);
        if (e.wide()) {
            e.emit(Op.VPSHUFB, t, t, e.constant("words"));
        }
        e.emit(Op.VPSRLVD, t, t, e.constant("sevenShifts"));
        e.emit(Op.VPAND, t, t, e.constant("seven"));
    }
}
