package org.menura.x86.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Imm;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes the rotation of the pairs of a row: {@code void rope(x, angles, out, -, -, heads)}, x [heads, dim], angles the cosines
 * of the pairs and then their sines. All products and sums are rounded, as plain Java rounds them.
 *
 * @param dim elements of a head
 * @param pairs of a head that are rotated, from its first elements on; the others stay
 * @param interleaved whether pairs are neighbours, rather than {@code pairs} apart
 * @param back whether pairs are turned back, and results added to what is there, as gradients are
 */
public record RopeRow(int dim, int pairs, boolean interleaved, boolean back) {
    private static final int LINE = 64;
    private static final int MOST_PAIRS = 256;

    /** Returns whether there is code for it. */
    public boolean exists() {
        int rest = dim - 2 * pairs;
        return pairs > 0 && pairs <= MOST_PAIRS && pairs % (interleaved ? 8 : 16) == 0 && rest >= 0 && rest % 16 == 0;
    }

    /** Writes the code. */
    public byte[] write(Isa isa) {
        FloatCode c = new FloatCode(isa);
        if (interleaved) {
            constants(c);
        }
        Label head = new Label();
        c.a.bind(head);
        for (int i = 0; i < (interleaved ? 2 * pairs : pairs); i += c.lanes()) {
            if (interleaved) {
                neighbours(c, i);
            } else {
                apart(c, i);
            }
        }
        for (int i = 2 * pairs; i < dim; i += c.lanes()) {
            c.load(0, Mem.at(FloatCode.A, i * Float.BYTES));
            give(c, i * Float.BYTES, 0);
        }
        c.a.add(FloatCode.A, dim * Float.BYTES);
        c.a.add(FloatCode.C, dim * Float.BYTES);
        c.a.sub(FloatCode.N, 1);
        c.a.branch(Condition.NOT_EQUAL, head);
        return c.end();
    }

    /** Writes a register to where it belongs, or adds it to what is there; register 5 is lost. */
    private void give(FloatCode c, int at, int register) {
        Mem out = Mem.at(FloatCode.C, at);
        if (back) {
            c.load(5, out);
            c.op(Op.VADDPS, register, register, 5);
        }
        c.store(out, register);
    }

    private void apart(FloatCode c, int i) {
        int near = i * Float.BYTES;
        int far = (pairs + i) * Float.BYTES;
        c.load(0, Mem.at(FloatCode.B, near));
        c.load(1, Mem.at(FloatCode.B, far));
        c.load(2, Mem.at(FloatCode.A, near));
        c.load(3, Mem.at(FloatCode.A, far));
        c.op(Op.VMULPS, 4, 2, 0);
        c.op(Op.VMULPS, 5, 3, 1);
        c.op(back ? Op.VADDPS : Op.VSUBPS, 4, 4, 5);
        c.op(Op.VMULPS, 3, 3, 0);
        c.op(Op.VMULPS, 2, 2, 1);
        c.op(back ? Op.VSUBPS : Op.VADDPS, 3, 3, 2);
        give(c, near, 4);
        give(c, far, 3);
    }

    /** Register 7 gets the order 0 0 1 1 2 2 ..., and 6 the sign bit in every other element: those whose sine is subtracted. */
    private void constants(FloatCode c) {
        ByteBuffer order = ByteBuffer.allocate(LINE).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer signs = ByteBuffer.allocate(LINE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < LINE / Float.BYTES; i++) {
            order.putInt(i / 2);
            signs.putInt(i % 2 == 0 ^ back ? Integer.MIN_VALUE : 0);
        }
        Label behind = new Label();
        Label orderAt = new Label();
        Label signsAt = new Label();
        c.a.jump(behind);
        c.a.data(orderAt, LINE, order.array());
        c.a.data(signsAt, LINE, signs.array());
        c.a.bind(behind);
        c.emit(Op.VMOVUPS, c.vec(7), new Near(orderAt, 0));
        c.emit(Op.VMOVUPS, c.vec(6), new Near(signsAt, 0));
    }

    /** {@code (u, v) (c, c) + (-v, u) (s, s)}, whose sums are those of the pair; back it is (v, -u). */
    private void neighbours(FloatCode c, int i) {
        int angle = i / 2 * Float.BYTES;
        Vec half0 = c.wide() ? Vec.ymm(0) : Vec.xmm(0);
        Vec half1 = c.wide() ? Vec.ymm(1) : Vec.xmm(1);
        c.emit(Op.VMOVUPS, half0, Mem.at(FloatCode.B, angle));
        c.emit(Op.VMOVUPS, half1, Mem.at(FloatCode.B, angle + pairs * Float.BYTES));
        c.op(Op.VPERMPS, 0, 7, 0);
        c.op(Op.VPERMPS, 1, 7, 1);
        c.load(2, Mem.at(FloatCode.A, i * Float.BYTES));
        c.emit(Op.VPERMILPS, c.vec(3), c.vec(2), new Imm(0xb1));
        c.op(Op.VMULPS, 2, 2, 0);
        c.op(Op.VMULPS, 3, 3, 1);
        c.emit(c.wide() ? Op.VPXORD : Op.VPXOR, c.vec(3), c.vec(3), c.vec(6));
        c.op(Op.VADDPS, 2, 2, 3);
        give(c, i * Float.BYTES, 2);
    }
}
