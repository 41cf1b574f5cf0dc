package org.menura.x86.kernel;

import static org.menura.x86.kernel.GroupFormat.A;
import static org.menura.x86.kernel.GroupFormat.T0;
import static org.menura.x86.kernel.GroupFormat.T1;

import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** IQ2_XXS, IQ2_XS and IQ2_S: a point for each 8 elements; a is d (s + 1/2) / 4 with scales s of 4 bits. */
final class Iq2Parts {
    private static final int INDICES_AT = 2;
    private static final int WIDTH = 8;
    private static final int NOTHING = 0x80;

    private Iq2Parts() {}

    private static void addShares(Map<String, byte[]> constants, boolean wide) {
        constants.put("half", Data.floats(wide ? 16 : 8, _ -> 0.5f));
        constants.put("quarter", Data.floats(wide ? 16 : 8, _ -> 0.25f));
    }

    /** Makes a of integers s, using {@link GroupFormat#T0}. */
    private static void share(Emitter e, Vec a) {
        e.emit(Op.VCVTDQ2PS, a, a);
        e.emit(Op.VADDPS, a, a, e.constant("half"));
        e.half(T0, 0);
        e.emit(Op.VMULPS, a, a, a.bits() == 512 ? Vec.zmm(T0) : Vec.ymm(T0));
        e.emit(Op.VMULPS, a, a, e.constant("quarter"));
    }

    private static void addScales(Map<String, byte[]> constants, boolean wide) {
        addShares(constants, wide);
        constants.put("doubled0", Data.bytes(16, i -> i / 2));
        constants.put("doubled1", Data.bytes(16, i -> Math.min(7, 4 + i / 2)));
        constants.put("scaleShifts", Data.ints(wide ? 16 : 8, i -> i % 2 * 4));
        constants.put("four", Data.ints(wide ? 16 : 8, _ -> 0x0f));
    }

    /** Reads scales of 16 elements each from the nibbles of 8 bytes. */
    private static void scales(Emitter e, int part, int at) {
        Vec a = e.vec(A);
        Vec t = Vec.xmm(T0);
        e.emit(Op.VPBROADCASTQ, t, e.weights(at));
        e.emit(Op.VPSHUFB, t, t, e.constant("doubled" + part));
        e.emit(Op.VPMOVZXBD, a, t);
        e.emit(Op.VPSRLVD, a, a, e.constant("scaleShifts"));
        e.emit(e.wide() ? Op.VPANDD : Op.VPAND, a, a, e.constant("four"));
        share(e, a);
    }

    /** IQ2_XXS: 8 bytes for 32 elements: four indices, and a word of four times seven signs below the scale. */
    static final class Smallest implements LatticeFormat.Parts {
        @Override
        public void add(Map<String, byte[]> constants, boolean wide) {
            addShares(constants, wide);
            SevenSigns.add(constants, wide, 4, 12);
            constants.put("scaleShifts", Data.ints(8, i -> i % 2 == 0 ? 60 : 0));
            constants.put("toUpper", Data.ints(8, i -> i % 2 == 0 ? 32 : 0));
            constants.put("order", Data.ints(8, i -> i < 4 ? 2 * i : 2 * i - 7));
            if (wide) {
                constants.put("places", Data.bytes(32, i -> i % 4 != 0 ? NOTHING : i % 16 / 4 + (i < 16 ? 0 : 8)));
            }
        }

        @Override
        public void heads(Emitter e, int part) {
            Vec a = Vec.ymm(A);
            Vec t = Vec.ymm(T1);
            e.emit(Op.VMOVDQU, a, e.weights(INDICES_AT));
            e.emit(Op.VMOVDQU, t, e.weights(INDICES_AT + 32));
            e.emit(Op.VPSRLVQ, a, a, e.constant("scaleShifts"));
            e.emit(Op.VPSRLVQ, t, t, e.constant("scaleShifts"));
            e.emit(Op.VPSLLVQ, t, t, e.constant("toUpper"));
            e.emit(Op.VPADDD, a, a, t);
            e.emit(Op.VMOVDQU, t, e.constant("order"));
            e.emit(Op.VPERMD, a, t, a);
            share(e, a);
        }

        @Override
        public int pointsAt() {
            return LatticeFormat.SIGN_BYTES;
        }

        @Override
        public void indices(Emitter e, int chunk) {
            if (e.wide()) {
                e.emit(Op.VBROADCASTI128, Vec.ymm(T0), e.weights(INDICES_AT + 16 * chunk));
                e.emit(Op.VPSHUFB, Vec.ymm(T0), Vec.ymm(T0), e.constant("places"));
            } else {
                e.emit(Op.VPMOVZXBD, Vec.xmm(T0), e.weights(INDICES_AT + 8 * chunk));
            }
        }

        @Override
        public void signs(Emitter e, int chunk) {
            if (e.wide()) {
                e.emit(Op.VBROADCASTI128, Vec.ymm(T0), e.weights(INDICES_AT + 16 * chunk));
            } else {
                e.emit(Op.VPBROADCASTD, Vec.xmm(T0), e.weights(INDICES_AT + 4 + 8 * chunk));
            }
            SevenSigns.numbers(e);
            LatticeFormat.lookUp(e, chunk);
        }
    }

    /** IQ2_XS: 16 bits for 8 elements: the index in nine, the number of the signs in seven. */
    static final class Small implements LatticeFormat.Parts {
        private static final int SCALES_AT = 66;
        private static final int INDEX_BITS = 9;

        @Override
        public void add(Map<String, byte[]> constants, boolean wide) {
            addScales(constants, wide);
            constants.put("index", Data.ints(wide ? 8 : 4, _ -> (1 << INDEX_BITS) - 1));
        }

        @Override
        public void heads(Emitter e, int part) {
            scales(e, part, SCALES_AT);
        }

        private static Vec words(Emitter e, int chunk) {
            Vec t = LatticeFormat.index(e, T0, WIDTH);
            e.emit(Op.VPMOVZXWD, t, e.weights(INDICES_AT + chunk * (e.wide() ? 16 : 8)));
            return t;
        }

        @Override
        public int pointsAt() {
            return LatticeFormat.SIGN_BYTES;
        }

        @Override
        public void indices(Emitter e, int chunk) {
            Vec t = words(e, chunk);
            e.emit(Op.VPAND, t, t, e.constant("index"));
        }

        @Override
        public void signs(Emitter e, int chunk) {
            Vec t = words(e, chunk);
            e.emit(Op.VPSRLD, t, t, Emitter.imm(INDEX_BITS));
            LatticeFormat.lookUp(e, chunk);
        }
    }

    /** IQ2_S: the index of 8 elements in a byte and two bits elsewhere; signs are bits. */
    static final class Signed implements LatticeFormat.Parts {
        private static final int SIGNS_AT = 34;
        private static final int UPPER_AT = 66;
        private static final int SCALES_AT = 74;

        @Override
        public void add(Map<String, byte[]> constants, boolean wide) {
            addScales(constants, wide);
            constants.put("upperShifts", Data.ints(wide ? 8 : 4, i -> 2 * i));
            constants.put("two", Data.ints(wide ? 8 : 4, _ -> 3));
        }

        @Override
        public void heads(Emitter e, int part) {
            scales(e, part, SCALES_AT);
        }

        @Override
        public void indices(Emitter e, int chunk) {
            int blocks = e.wide() ? 2 : 1;
            UpperBits.indices(e, WIDTH, INDICES_AT + 4 * blocks * chunk, UPPER_AT + blocks * chunk, "two");
        }

        @Override
        public void signs(Emitter e, int chunk) {
            LatticeFormat.turn(e, chunk, SIGNS_AT);
        }
    }
}
