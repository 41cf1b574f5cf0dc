package org.menura.x86.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Imm;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Operand;
import org.menura.x86.asm.Vec;

/**
 * What kernels of floats are written with: vectors of the widest kind or single elements, constants, loops over both, and
 * functions. Each element takes the same steps whatever vector it is in, so all instructions give the same bits.
 *
 * <p>Kernels are {@code void kernel(a, b, c, d, e, long n)} by the System V calling convention.
 */
final class FloatCode {
    static final Gpr A = Gpr.RDI;
    static final Gpr B = Gpr.RSI;
    static final Gpr C = Gpr.RDX;
    static final Gpr D = Gpr.RCX;
    static final Gpr E = Gpr.R8;
    static final Gpr N = Gpr.R9;

    /** Sums there are of a row: element i is added to sum i mod 16. */
    static final int SUMS = 16;

    private static final int LINE = 64;

    final Assembler a;
    private final boolean wide;
    private final Map<Integer, Near> constants = new HashMap<>();
    private boolean single;

    FloatCode(Isa isa) {
        this.a = new Assembler();
        this.wide = isa == Isa.AVX512;
    }

    /** Whether vectors have 512 bits. */
    boolean wide() {
        return wide;
    }

    /** Elements of a vector. */
    int lanes() {
        return single ? 1 : wide ? 16 : 8;
    }

    Vec vec(int number) {
        return single ? Vec.xmm(number) : wide ? Vec.zmm(number) : Vec.ymm(number);
    }

    void emit(Op op, Operand... operands) {
        a.emit(op, operands);
    }

    /** Puts constants beside the code, before all code that reads them. */
    void constants(float... values) {
        Label behind = new Label();
        a.jump(behind);
        for (float value : values) {
            constants.computeIfAbsent(Float.floatToRawIntBits(value), bits -> {
                ByteBuffer line = ByteBuffer.allocate(LINE).order(ByteOrder.LITTLE_ENDIAN);
                while (line.hasRemaining()) {
                    line.putInt(bits);
                }
                Label label = new Label();
                a.data(label, LINE, line.array());
                return new Near(label, 0);
            });
        }
        a.bind(behind);
    }

    /** A constant in all elements. */
    Near constant(float value) {
        return Objects.requireNonNull(constants.get(Float.floatToRawIntBits(value)), () -> "constant " + value);
    }

    void load(int to, Mem from) {
        a.emit(single ? Op.VMOVSS_LOAD : Op.VMOVUPS, vec(to), from);
    }

    void load(int to, float value) {
        a.emit(Op.VMOVUPS, vec(to), constant(value));
    }

    void store(Mem to, int from) {
        a.emit(single ? Op.VMOVSS_STORE : Op.VMOVUPS_STORE, to, vec(from));
    }

    void op(Op op, int to, int left, int right) {
        a.emit(op, vec(to), vec(left), vec(right));
    }

    void op(Op op, int to, int left, float right) {
        a.emit(op, vec(to), vec(left), constant(right));
    }

    /** The bits that both have. */
    void and(int to, int left, float right) {
        a.emit(wide && !single ? Op.VPANDD : Op.VANDPS, vec(to), vec(left), constant(right));
    }

    /** The bits that both have. */
    void and(int to, int left, int right) {
        a.emit(wide && !single ? Op.VPANDD : Op.VANDPS, vec(to), vec(left), vec(right));
    }

    /** The bits that one of them has. */
    void xor(int to, int left, float right) {
        a.emit(wide && !single ? Op.VPXORD : Op.VXORPS, vec(to), vec(left), constant(right));
    }

    /** The bits that one of them has. */
    void xor(int to, int left, int right) {
        a.emit(wide && !single ? Op.VPXORD : Op.VXORPS, vec(to), vec(left), vec(right));
    }

    void clear(int register) {
        if (wide && !single) {
            a.emit(Op.VPXORD, vec(register), vec(register), vec(register));
        } else {
            a.emit(Op.VXORPS, vec(register), vec(register), vec(register));
        }
    }

    /** Steps of one element of each array at a time, of vectors while there are whole ones: {@code n} falls to 0. */
    void loop(Gpr n, List<Gpr> arrays, Runnable steps) {
        Label vectors = new Label();
        Label rest = new Label();
        Label end = new Label();
        int lanes = lanes();
        a.cmp(n, lanes);
        a.branch(Condition.LESS, rest);
        a.bind(vectors);
        steps.run();
        next(n, arrays);
        a.cmp(n, lanes);
        a.branch(Condition.NOT_LESS, vectors);
        a.bind(rest);
        a.cmp(n, 1);
        a.branch(Condition.LESS, end);
        singles(n, arrays, steps);
        a.bind(end);
    }

    /** Steps of one element of each array at a time: {@code n}, at least 1, falls to 0. */
    void singles(Gpr n, List<Gpr> arrays, Runnable steps) {
        Label element = new Label();
        single = true;
        a.bind(element);
        steps.run();
        next(n, arrays);
        a.cmp(n, 0);
        a.branch(Condition.NOT_EQUAL, element);
        single = false;
    }

    private void next(Gpr n, List<Gpr> arrays) {
        for (Gpr array : arrays) {
            a.add(array, lanes() * Float.BYTES);
        }
        a.sub(n, lanes());
    }

    /** Steps of {@link #SUMS} elements at a time, in one vector or two: {@code n}, a multiple, falls to 0. */
    void sixteens(Gpr n, List<Gpr> arrays, Runnable steps) {
        Label again = new Label();
        a.bind(again);
        steps.run();
        for (Gpr array : arrays) {
            a.add(array, SUMS * Float.BYTES);
        }
        a.sub(n, SUMS);
        a.branch(Condition.NOT_EQUAL, again);
    }

    /** Vectors that 16 elements fill. */
    int halves() {
        return wide ? 1 : 2;
    }

    /**
     * Adds 16 sums, which lie in one vector or two: l and l + 8, then l + 4, l + 2, l + 1. The total comes to the first
     * element of {@code sums}; {@code t} is overwritten.
     */
    void total(int sums, int t) {
        Vec s = Vec.ymm(sums);
        Vec u = Vec.ymm(t);
        if (wide) {
            a.emit(Op.VEXTRACTF64X4, u, Vec.zmm(sums), new Imm(1));
            a.emit(Op.VADDPS, s, s, u);
        } else {
            a.emit(Op.VADDPS, s, s, Vec.ymm(sums + 1));
        }
        a.emit(Op.VEXTRACTF128, u.xmm(), s, new Imm(1));
        a.emit(Op.VADDPS, s.xmm(), s.xmm(), u.xmm());
        a.emit(Op.VPERMILPS, u.xmm(), s.xmm(), new Imm(0b1110));
        a.emit(Op.VADDPS, s.xmm(), s.xmm(), u.xmm());
        a.emit(Op.VPERMILPS, u.xmm(), s.xmm(), new Imm(0b01));
        a.emit(Op.VADDSS, s.xmm(), s.xmm(), u.xmm());
    }

    /** The first element of register {@code of} becomes the greatest of all of its elements; {@code t} is overwritten. */
    void greatest(Op max, int of, int t) {
        Vec top = Vec.ymm(of);
        Vec half = Vec.ymm(t);
        if (wide) {
            a.emit(Op.VEXTRACTF64X4, half, Vec.zmm(of), new Imm(1));
            a.emit(max, top, top, half);
        }
        a.emit(Op.VEXTRACTF128, half.xmm(), top, new Imm(1));
        a.emit(max, top.xmm(), top.xmm(), half.xmm());
        a.emit(Op.VPERMILPS, half.xmm(), top.xmm(), new Imm(0b1110));
        a.emit(max, top.xmm(), top.xmm(), half.xmm());
        a.emit(Op.VPERMILPS, half.xmm(), top.xmm(), new Imm(0b01));
        a.emit(max, top.xmm(), top.xmm(), half.xmm());
    }

    /** The code, with an end. */
    byte[] end() {
        a.vzeroupper();
        a.ret();
        return a.code();
    }
}
