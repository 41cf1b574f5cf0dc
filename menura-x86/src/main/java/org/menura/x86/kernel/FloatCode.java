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

    /** Constants of {@link #exp}. */
    private static final float LOWEST = -104;

    private static final float HIGHEST = 89;
    private static final float LOG2_E = (float) (1 / Math.log(2));
    private static final float ROUND = 0x1.8p23f;
    private static final float LN2_HIGH = 0x1.62e4p-1f;
    private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);
    private static final float[] TAYLOR = {1f / 5040, 1f / 720, 1f / 120, 1f / 24, 1f / 6, 0.5f, 1, 1};
    private static final int MANTISSA_BITS = 23;
    private static final int SIGN_BIT = 31;

    /** The greatest number whose exponential {@link #expBelow} takes for zero. */
    private static final float BELOW_LEAST = Math.nextDown(-87.3f);

    /** Constants of {@link #exp2}. */
    private static final float[] POWER = {
        0x1.41fbbcp-13f, 0x1.5f3e54p-10f, 0x1.3b2d4cp-7f, 0x1.c6aee8p-5f, 0x1.ebfbdcp-3f, 0x1.62e43p-1f, 1
    };

    /** The greatest exponent whose power vanishes. */
    private static final float BELOW_NORMAL = Math.nextDown(-126f);

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

    /** Puts what {@link #exp} needs beside the code. */
    void constantsOfExp() {
        constants(LOWEST, HIGHEST, LOG2_E, ROUND, LN2_HIGH, LN2_LOW, 1);
        constants(TAYLOR);
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

    /**
     * The exponential function, to about one unit in the last place; NaN stays. With n = x / ln 2, rounded, and r = x - n
     * ln 2, it is 2ⁿ times the Taylor series of exp(r); 2ⁿ in two factors, as its exponent may be too small or large for one.
     *
     * @param to receives it
     * @param x is overwritten
     * @param t is overwritten
     */
    void exp(int to, int x, int t) {
        // The second operand is what comes out if one is no number.
        load(t, LOWEST);
        op(Op.VMAXPS, x, t, x);
        load(t, HIGHEST);
        op(Op.VMINPS, x, t, x);
        op(Op.VMULPS, t, x, LOG2_E);
        op(Op.VADDPS, t, t, ROUND);
        op(Op.VSUBPS, to, t, ROUND);
        op(Op.VFNMADD231PS, x, to, LN2_HIGH);
        op(Op.VFNMADD231PS, x, to, LN2_LOW);
        load(to, TAYLOR[0]);
        for (int i = 1; i < TAYLOR.length; i++) {
            op(Op.VFMADD213PS, to, x, TAYLOR[i]);
        }
        op(Op.VPSUBD, t, t, ROUND);
        a.emit(Op.VPSRAD, vec(x), vec(t), new Imm(1));
        op(Op.VPSUBD, t, t, x);
        power(x);
        op(Op.VMULPS, to, to, x);
        power(t);
        op(Op.VMULPS, to, to, t);
    }

    /** Puts what {@link #expBelow} needs beside the code that has what {@link #exp} needs. */
    void constantsOfExpBelow() {
        constants(BELOW_LEAST);
    }

    /**
     * The exponential function of numbers up to 88 in fewer steps, to two units in the last place, with zero below the normal
     * numbers: for what is added to 1, or so.
     *
     * @param to receives it
     * @param x is overwritten
     * @param t is overwritten
     * @param kept is overwritten
     */
    void expBelow(int to, int x, int t, int kept) {
        load(t, LOG2_E);
        op(Op.VFMADD213PS, t, x, ROUND);
        op(Op.VSUBPS, to, t, ROUND);
        notBelow(kept, x, BELOW_LEAST);
        op(Op.VFNMADD231PS, x, to, LN2_HIGH);
        op(Op.VFNMADD231PS, x, to, LN2_LOW);
        load(to, TAYLOR[1]);
        for (int i = 2; i < TAYLOR.length; i++) {
            op(Op.VFMADD213PS, to, x, TAYLOR[i]);
        }
        byPower(to, t);
        and(to, to, kept);
    }

    /** All bits where x is greater than a number, and none where it isn't. */
    private void notBelow(int to, int x, float number) {
        load(to, number);
        op(Op.VSUBPS, to, to, x);
        a.emit(Op.VPSRAD, vec(to), vec(to), new Imm(SIGN_BIT));
    }

    /** Multiplies by 2ⁿ; n is in the last bits of a number to which {@link #ROUND} was added. */
    private void byPower(int to, int rounded) {
        a.emit(Op.VPSLLD, vec(rounded), vec(rounded), new Imm(MANTISSA_BITS));
        op(Op.VPADDD, to, to, rounded);
    }

    /** Puts what {@link #exp2} needs beside the code. */
    void constantsOfExp2() {
        constants(ROUND, BELOW_NORMAL);
        constants(POWER);
    }

    /**
     * Powers of two, as decays have them: for exponents up to 127, to one unit in the last place, and zero below the normal
     * numbers. With n = x, rounded, it is 2ⁿ times a polynomial for 2ˣ⁻ⁿ.
     *
     * @param to receives it
     * @param t is overwritten
     * @param r is overwritten
     */
    void exp2(int to, int x, int t, int r) {
        op(Op.VADDPS, t, x, ROUND);
        op(Op.VSUBPS, r, t, ROUND);
        op(Op.VSUBPS, r, x, r);
        load(to, POWER[0]);
        for (int i = 1; i < POWER.length; i++) {
            op(Op.VFMADD213PS, to, r, POWER[i]);
        }
        byPower(to, t);
        notBelow(t, x, BELOW_NORMAL);
        and(to, to, t);
    }

    /** 2ⁿ as a float. */
    private void power(int n) {
        a.emit(Op.VPSLLD, vec(n), vec(n), new Imm(MANTISSA_BITS));
        op(Op.VPADDD, n, n, 1f);
    }

    /** The code, with an end. */
    byte[] end() {
        a.vzeroupper();
        a.ret();
        return a.code();
    }
}
