package org.menura.x86.kernel;

import static org.menura.x86.kernel.GroupFormat.A;
import static org.menura.x86.kernel.GroupFormat.T0;

import java.util.Map;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/** IQ3_XXS and IQ3_S: a point for each 4 elements, whose index has 8 bits, or one more elsewhere. */
final class Iq3Parts {
    private static final int INDICES_AT = 2;
    private static final int WIDTH = 4;

    private Iq3Parts() {}

    /** IQ3_XXS: the upper four bits of 32 for each 32 elements are the scale, the others four times the number of eight signs. */
    static final class Smallest implements LatticeFormat.Parts {
        private static final int SIGNS_AT = 66;

        @Override
        public void add(Map<String, byte[]> constants, boolean wide) {
            SevenSigns.add(constants, wide, 0, 4);
            constants.put("half", Data.floats(8, _ -> 0.5f));
        }

        @Override
        public void heads(Emitter e, int part) {
            Vec a = Vec.ymm(A);
            e.emit(Op.VMOVDQU, a, e.weights(SIGNS_AT));
            e.emit(Op.VPSRLD, a, a, Emitter.imm(28));
            e.emit(Op.VCVTDQ2PS, a, a);
            e.emit(Op.VADDPS, a, a, e.constant("half"));
            e.half(T0, 0);
            e.emit(Op.VMULPS, a, a, Vec.ymm(T0));
            e.emit(Op.VMULPS, a, a, e.constant("half"));
        }

        @Override
        public int pointsAt() {
            return LatticeFormat.SIGN_BYTES;
        }

        @Override
        public void indices(Emitter e, int chunk) {
            e.emit(Op.VPMOVZXBD, e.vec(T0), e.weights(INDICES_AT + chunk * (e.wide() ? 16 : 8)));
        }

        @Override
        public void signs(Emitter e, int chunk) {
            if (e.wide()) {
                e.emit(Op.VPBROADCASTQ, Vec.ymm(T0), e.weights(SIGNS_AT + 8 * chunk));
            } else {
                e.emit(Op.VPBROADCASTD, Vec.xmm(T0), e.weights(SIGNS_AT + 4 * chunk));
            }
            SevenSigns.numbers(e);
            LatticeFormat.lookUp(e, chunk);
        }
    }

    /** IQ3_S: the ninth bits of the indices of 32 elements are a byte; signs are bits; scales have 4 bits for 32 elements. */
    static final class Signed implements LatticeFormat.Parts {
        private static final int UPPER_AT = 66;
        private static final int SIGNS_AT = 74;
        private static final int SCALES_AT = 106;

        @Override
        public void add(Map<String, byte[]> constants, boolean wide) {
            constants.put("upperShifts", Data.ints(wide ? 16 : 8, i -> i));
            constants.put("one", Data.ints(wide ? 16 : 8, _ -> 1));
            constants.put("scaleShifts", Data.ints(8, i -> 4 * i));
            constants.put("four", Data.ints(8, _ -> 0x0f));
        }

        @Override
        public void heads(Emitter e, int part) {
            Vec a = Vec.ymm(A);
            e.emit(Op.VPBROADCASTD, a, e.weights(SCALES_AT));
            e.emit(Op.VPSRLVD, a, a, e.constant("scaleShifts"));
            e.emit(Op.VPAND, a, a, e.constant("four"));
            e.emit(Op.VPADDD, a, a, a);
            e.emit(Op.VPADDD, a, a, e.constant("one"));
            e.emit(Op.VCVTDQ2PS, a, a);
            e.half(T0, 0);
            e.emit(Op.VMULPS, a, a, Vec.ymm(T0));
        }

        @Override
        public void indices(Emitter e, int chunk) {
            int blocks = e.wide() ? 2 : 1;
            UpperBits.indices(e, WIDTH, INDICES_AT + 8 * blocks * chunk, UPPER_AT + blocks * chunk, "one");
        }

        @Override
        public void signs(Emitter e, int chunk) {
            LatticeFormat.turn(e, chunk, SIGNS_AT);
        }
    }
}
