package org.menura.x86.kernel;

import static org.menura.x86.kernel.GroupFormat.A;
import static org.menura.x86.kernel.GroupFormat.T0;
import static org.menura.x86.kernel.GroupFormat.T1;

import java.util.Map;
import org.menura.tensor.dtype.CodeBook;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * IQ1_S and IQ1_M: a point for each 8 elements, shifted by an eighth up or down; quants are eight times that, and a is d (2 s
 * + 1) / 8. Twelve bits find them: eight of the index, then three more, then whether the shift is down.
 */
final class Iq1Parts {
    private static final int WIDTH = 8;
    private static final int NOTHING = 0x80;

    private Iq1Parts() {}

    /** Returns eight times the points and one, then eight times the points less one. */
    static byte[] table() {
        byte[] points = CodeBook.IQ1.points();
        byte[] table = new byte[2 * points.length];
        for (int i = 0; i < points.length; i++) {
            table[i] = (byte) (8 * points[i] + 1);
            table[points.length + i] = (byte) (8 * points[i] - 1);
        }
        return table;
    }

    /** Makes a of integers s of 3 bits and of d, which is in {@link GroupFormat#T0}. */
    private static void share(Emitter e, Vec a) {
        e.emit(a.bits() == 512 ? Op.VPANDD : Op.VPAND, a, a, e.constant("three"));
        e.emit(Op.VPADDD, a, a, a);
        e.emit(Op.VPADDD, a, a, e.constant("one"));
        e.emit(Op.VCVTDQ2PS, a, a);
        e.emit(Op.VMULPS, a, a, a.bits() == 512 ? Vec.zmm(T0) : Vec.ymm(T0));
        e.emit(Op.VMULPS, a, a, e.constant("eighth"));
    }

    private static void addShares(Map<String, byte[]> constants, boolean wide) {
        int count = wide ? 16 : 8;
        constants.put("three", Data.ints(count, _ -> 7));
        constants.put("one", Data.ints(count, _ -> 1));
        constants.put("eighth", Data.floats(count, _ -> 0.125f));
    }

    /** IQ1_S: 16 bits for 32 elements: three of each of four indices, three of the scale, and the shift of all. */
    static final class Small implements LatticeFormat.Parts {
        private static final int INDICES_AT = 2;
        private static final int WORDS_AT = 34;

        @Override
        public void add(Map<String, byte[]> constants, boolean wide) {
            addShares(constants, wide);
            int count = wide ? 8 : 4;
            constants.put("upperShifts", Data.ints(count, i -> 3 * (i % 4)));
            constants.put("upper", Data.ints(count, _ -> 7));
            constants.put("down", Data.ints(count, _ -> 1 << 15));
            if (wide) {
                constants.put("words", Data.bytes(32, i -> i % 4 > 1 ? NOTHING : i % 4 + (i < 16 ? 0 : 2)));
            } else {
                constants.put("words", Data.bytes(16, i -> i % 4 > 1 ? NOTHING : i % 4 + 2));
            }
        }

        @Override
        public void heads(Emitter e, int part) {
            Vec a = Vec.ymm(A);
            e.emit(Op.VPMOVZXWD, a, e.weights(WORDS_AT));
            e.emit(Op.VPSRLD, a, a, Emitter.imm(12));
            e.half(T0, 0);
            share(e, a);
        }

        @Override
        public void indices(Emitter e, int chunk) {
            Vec t = LatticeFormat.index(e, T0, WIDTH);
            Vec u = LatticeFormat.index(e, T1, WIDTH);
            Vec down = e.wide() ? Vec.ymm(GroupFormat.B) : Vec.xmm(GroupFormat.B);
            // With 256 bits the word is the second of two: nothing is read behind the block.
            e.emit(Op.VPBROADCASTD, u, e.weights(WORDS_AT + (e.wide() ? 4 * chunk : 2 * chunk - 2)));
            e.emit(Op.VPSHUFB, u, u, e.constant("words"));
            e.emit(Op.VPAND, down, u, e.constant("down"));
            e.emit(Op.VPSRLVD, u, u, e.constant("upperShifts"));
            e.emit(Op.VPAND, u, u, e.constant("upper"));
            e.emit(Op.VPSLLD, u, u, Emitter.imm(8));
            e.emit(Op.VPSRLD, down, down, Emitter.imm(4));
            e.emit(Op.VPADDD, u, u, down);
            e.emit(Op.VPMOVZXBD, t, e.weights(INDICES_AT + chunk * (e.wide() ? 8 : 4)));
            e.emit(Op.VPADDD, t, t, u);
        }
    }

    /** IQ1_M: a nibble for 8 elements of three bits of the index and the shift; d is in the upper nibbles of four words of scales. */
    static final class Medium implements LatticeFormat.Parts {
        private static final int UPPER_AT = 32;
        private static final int SCALES_AT = 48;

        @Override
        public void add(Map<String, byte[]> constants, boolean wide) {
            addShares(constants, wide);
            constants.put("upperShifts", Data.ints(wide ? 8 : 4, i -> 4 * i));
            constants.put("four", Data.ints(wide ? 8 : 4, _ -> 0x0f));
            constants.put("words0", Data.bytes(32, i -> i % 4 > 1 ? NOTHING : i / 16 * 2 + i % 4));
            constants.put("words1", Data.bytes(32, i -> i % 4 > 1 ? NOTHING : 4 + i / 16 * 2 + i % 4));
            constants.put("quads", Data.bytes(16, i -> i % 4 > 1 ? NOTHING : i / 4 * 2 + i % 4));
            constants.put("spots", Data.ints(16, i -> i / 4));
            constants.put("scaleShifts", Data.ints(wide ? 16 : 8, i -> i % 4 * 3));
            constants.put("highest", Data.ints(4, _ -> 0xf000));
            constants.put("pieceShifts", Data.ints(4, i -> 12 - 4 * i));
        }

        @Override
        public void heads(Emitter e, int part) {
            Vec d = Vec.xmm(T0);
            Vec t = Vec.xmm(T1);
            e.emit(Op.VPBROADCASTQ, d, e.weights(SCALES_AT));
            e.emit(Op.VPSHUFB, d, d, e.constant("quads"));
            e.emit(Op.VPAND, d, d, e.constant("highest"));
            e.emit(Op.VPSRLVD, d, d, e.constant("pieceShifts"));
            e.emit(Op.VPSHUFD, t, d, Emitter.imm(0x4e));
            e.emit(Op.VPADDD, d, d, t);
            e.emit(Op.VPSHUFD, t, d, Emitter.imm(0xb1));
            e.emit(Op.VPADDD, d, d, t);
            Vec half = e.wide() ? Vec.ymm(T0) : d;
            e.emit(Op.VPBROADCASTW, half, d);
            e.emit(Op.VCVTPH2PS, e.vec(T0), half);
            Vec a = e.vec(A);
            if (e.wide()) {
                Vec spots = Vec.zmm(T1);
                e.emit(Op.VMOVUPS, spots, e.constant("spots"));
                e.emit(Op.VPMOVZXWD, Vec.xmm(A), e.weights(SCALES_AT));
                e.emit(Op.VPERMD, a, spots, a);
            } else {
                e.emit(Op.VPBROADCASTQ, a, e.weights(SCALES_AT));
                e.emit(Op.VPSHUFB, a, a, e.constant("words" + part));
            }
            e.emit(Op.VPSRLVD, a, a, e.constant("scaleShifts"));
            share(e, a);
        }

        @Override
        public void indices(Emitter e, int chunk) {
            int blocks = e.wide() ? 2 : 1;
            UpperBits.indices(e, WIDTH, 4 * blocks * chunk, UPPER_AT + 2 * blocks * chunk, "four");
        }
    }
}
