package org.menura.x86.asm;

import java.util.Arrays;
import org.menura.x86.asm.Encoding.Form;
import org.menura.x86.asm.Encoding.Space;
import org.menura.x86.asm.Encoding.Tuple;

/** Which operands an instruction of {@link Op} takes, and what of them its encoding has. */
final class Operands {
    private static final int EVEX_ONLY = 16;

    private Operands() {}

    /** The bits of the widest vector; 128 without one. */
    static int bits(Operand... operands) {
        int bits = 128;
        for (Operand o : operands) {
            bits = o instanceof Vec v ? Math.max(bits, v.bits()) : bits;
        }
        return bits;
    }

    /**
     * Checks the operands of an instruction.
     *
     * @return whether EVEX is needed
     */
    static boolean check(Op op, Operand... operands) {
        Encoding e = op.encoding;
        int bits = bits(operands);
        boolean vectors = false;
        for (Operand o : operands) {
            vectors |= o instanceof Vec;
        }
        if (vectors && (bits < e.least() || e.xmmOnly() && bits > 128)) {
            throw refused(op, operands);
        }
        boolean evex = e.space() == Space.EVEX;
        boolean scattered = e.source() == Encoding.Source.SCATTERED;
        boolean memory = false;
        for (int i = 0; i < operands.length; i++) {
            Operand o = operands[i];
            boolean constant = e.form().constant() && i == operands.length - 1;
            boolean isRm = memoryAt(e.form(), i);
            // Not a switch: the first one over types takes the JVM longer than a kernel takes to be written.
            boolean suits = o instanceof Imm
                    ? constant
                    : o instanceof Mem m
                            ? isRm && !scattered && (!m.broadcast() || e.tuple().broadcasts())
                            : o instanceof Scattered
                                    ? isRm && scattered
                                    : o instanceof Near ? isRm && !scattered : !constant && register(e, o, isRm, bits);
            if (!suits || o instanceof Vec v && v.mask() != Mask.K0 && i > 0) {
                throw refused(op, operands);
            }
            memory |= o instanceof Mem || o instanceof Scattered || o instanceof Near;
            evex |= o instanceof Vec v && (v.index() >= EVEX_ONLY || v.bits() == 512 || v.mask() != Mask.K0)
                    || o instanceof Mem m && m.broadcast();
        }
        evex |= memory && e.form() == Form.VMI;
        if (evex && (e.space() == Space.VEX || memory && e.tuple() == Tuple.NONE)
                || memory && (e.source() == Encoding.Source.MASK || e.target() == Encoding.Target.MASK && evex)) {
            throw refused(op, operands);
        }
        return evex;
    }

    private static boolean register(Encoding e, Operand o, boolean isRm, int bits) {
        if (isRm) {
            return e.source().takes(o, bits);
        }
        return e.target() == Encoding.Target.MASK ? o instanceof Mask : o instanceof Vec v && v.bits() == bits;
    }

    private static boolean memoryAt(Form form, int operand) {
        return switch (form) {
            case RM, RMV, RMI, VMI -> operand == 1;
            case MR, MRI -> operand == 0;
            case RVM, RVMI -> operand == 2;
        };
    }

    static IllegalArgumentException refused(Op op, Operand... operands) {
        return new IllegalArgumentException("no instruction " + op + " " + Arrays.toString(operands));
    }

    static boolean broadcast(Operand rm) {
        return rm instanceof Mem m && m.broadcast();
    }

    static int number(Operand o) {
        if (o instanceof Vec v) {
            return v.index();
        }
        if (o instanceof Enum<?> register) {
            return register.ordinal();
        }
        throw new IllegalArgumentException("no register: " + o);
    }

    /** Bits 3 of the index and of the base, or of the register, of an operand in the field r/m: X and B. */
    static int index3(Operand rm) {
        if (rm instanceof Scattered s) {
            return s.index().index() >> 3;
        }
        return rm instanceof Mem m && m.index() != null ? m.index().ordinal() >> 3 : 0;
    }

    static int base3(Operand rm) {
        if (rm instanceof Scattered s) {
            return s.base().ordinal() >> 3;
        }
        return rm instanceof Near ? 0 : (rm instanceof Mem m ? m.base().ordinal() : number(rm)) >> 3 & 1;
    }
}
