package org.menura.x86.asm;

/**
 * How an instruction is encoded.
 *
 * @param prefix the field pp: 0 none, 1 66, 2 F3, 3 F2
 * @param map the opcode map: 1 0F, 2 0F38, 3 0F3A
 * @param w the bit W of VEX
 * @param evexW the bit W of EVEX
 * @param digit what stands in the register field of a {@link Form#VMI}
 * @param tuple what a displacement of 8 bits counts in
 * @param xmmOnly whether vectors of 128 bits are all that it takes
 * @param source what the operand is that may be memory, where it is not
 * @param target what the operand in the register field is
 * @param least the least bits of its vectors
 */
record Encoding(
        Space space,
        int prefix,
        int map,
        int w,
        int evexW,
        int opcode,
        Form form,
        int digit,
        Tuple tuple,
        boolean xmmOnly,
        Source source,
        Target target,
        int least) {

    /** The encoding by which an instruction with these parts usually goes. */
    static Encoding of(Space space, int prefix, int map, int w, int opcode, Form form, int digit, Tuple tuple) {
        Source source = switch (tuple) {
            case HALF_MEM -> Source.HALF;
            case QUARTER_MEM -> Source.QUARTER;
            case ONE, TWO, FOUR, EIGHT, SIXTEEN -> Source.XMM;
            case THIRTY_TWO -> Source.YMM;
            default -> Source.SAME;
        };
        int least = tuple == Tuple.THIRTY_TWO ? 512 : tuple == Tuple.SIXTEEN ? 256 : 128;
        return new Encoding(space, prefix, map, w, w, opcode, form, digit, tuple, false, source, Target.VECTOR, least);
    }

    Encoding evexW(int bit) {
        return new Encoding(space, prefix, map, w, bit, opcode, form, digit, tuple, xmmOnly, source, target, least);
    }

    Encoding narrow() {
        return new Encoding(space, prefix, map, w, evexW, opcode, form, digit, tuple, true, source, target, least);
    }

    Encoding source(Source kind) {
        return new Encoding(space, prefix, map, w, evexW, opcode, form, digit, tuple, xmmOnly, kind, target, least);
    }

    Encoding toMask() {
        return new Encoding(
                space, prefix, map, w, evexW, opcode, form, digit, tuple, xmmOnly, source, Target.MASK, least);
    }

    Encoding least(int bits) {
        return new Encoding(space, prefix, map, w, evexW, opcode, form, digit, tuple, xmmOnly, source, target, bits);
    }

    /** What an operand is that may be memory, where it is not. */
    enum Source {
        /** A vector like the others. */
        SAME,
        HALF,
        QUARTER,
        XMM,
        YMM,
        GPR,
        MASK,
        /** Memory is all that it may be. */
        MEMORY,
        /** Memory in many places. */
        SCATTERED;

        /** Whether it may be that register. */
        boolean takes(Operand register, int bits) {
            if (!(register instanceof Vec v)) {
                return register instanceof Gpr ? this == GPR : register instanceof Mask && this == MASK;
            }
            return switch (this) {
                case SAME -> v.bits() == bits;
                case HALF -> v.bits() == Math.max(128, bits / 2);
                case QUARTER -> v.bits() == Math.max(128, bits / 4);
                case XMM -> v.bits() == 128;
                case YMM -> v.bits() == 256;
                case GPR, MASK, MEMORY, SCATTERED -> false;
            };
        }
    }

    /** What the operand in the register field is. */
    enum Target {
        VECTOR,
        MASK
    }

    /** The encodings that there are. */
    enum Space {
        VEX,
        EVEX,
        BOTH
    }

    /** Where operands go: R the register field, M register or memory, V the field vvvv, I a constant. */
    enum Form {
        RM,
        MR,
        RVM,
        RMV,
        RMI,
        MRI,
        RVMI,
        VMI;

        boolean constant() {
            return this == RMI || this == MRI || this == RVMI || this == VMI;
        }

        int operands() {
            return switch (this) {
                case RM, MR -> 2;
                case RVM, RMV, RMI, MRI, VMI -> 3;
                case RVMI -> 4;
            };
        }
    }

    /** The memory that an EVEX instruction reads or writes, which is what its short displacements count in. */
    enum Tuple {
        /** No memory. */
        NONE(0, 0),
        /** The vector, or one element of 4 bytes that stands for all. */
        FULL(0, 4),
        /** The vector, or one element of 8 bytes. */
        FULL8(0, 8),
        FULL_MEM(0, 0),
        HALF_MEM(-2, 0),
        QUARTER_MEM(-4, 0),
        ONE(1, 0),
        TWO(2, 0),
        FOUR(4, 0),
        EIGHT(8, 0),
        SIXTEEN(16, 0),
        THIRTY_TWO(32, 0);

        /** Bytes; the negative part of the vector otherwise. */
        private final int size;

        /** Bytes of an element that can stand for all, 0 for none. */
        private final int element;

        Tuple(int size, int element) {
            this.size = size;
            this.element = element;
        }

        boolean broadcasts() {
            return element > 0;
        }

        int element() {
            return element;
        }

        int bytes(int vectorBytes, boolean broadcast) {
            if (broadcast) {
                return element;
            }
            return size > 0 ? size : size < 0 ? vectorBytes / -size : vectorBytes;
        }
    }
}
