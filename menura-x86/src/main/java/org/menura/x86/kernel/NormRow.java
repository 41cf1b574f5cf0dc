package org.menura.x86.kernel;

import java.util.ArrayList;
import java.util.List;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes normalisations of a row, whose length is a multiple of {@link #MULTIPLE}. Sums are of the elements l, l + 16 and
 * so on for each l, and those are added as in {@link BlockProduct}.
 */
public final class NormRow {
    /** What lengths are multiples of. */
    public static final int MULTIPLE = FloatCode.SUMS;

    private static final Gpr COUNT = Gpr.RAX;
    private static final Gpr FROM = Gpr.R10;
    private static final Gpr TO = Gpr.R11;

    /** Sums of the way back. */
    public static final int MOMENTS = 3;

    /** Registers behind those sums. */
    private static final int CENTRED = 8;

    private static final int GRADIENT = 9;
    private static final int SPARE = 10;
    private static final int MEAN = 11;
    private static final int SHIFT = 12;

    private final FloatCode c;

    private NormRow(Isa isa, float... constants) {
        c = new FloatCode(isa);
        c.constants(constants);
    }

    /**
     * Writes {@code void rms(x, w, out, -, -, n)}: out = x / √(mean of x² + eps) · (w + shift).
     *
     * @param factors whether there are w
     */
    public static byte[] rms(boolean factors, float eps, float shift, Isa isa) {
        NormRow norm = new NormRow(isa, 1, eps, shift);
        FloatCode c = norm.c;
        norm.squares(FloatCode.A);
        norm.inverseRoot(eps);
        norm.each(FloatCode.A, List.of(FloatCode.B), h -> {
            c.op(Op.VMULPS, 2, 2, 0);
            if (factors) {
                c.load(3, norm.at(FloatCode.B, h));
                if (shift != 0) {
                    c.op(Op.VADDPS, 3, 3, shift);
                }
                c.op(Op.VMULPS, 2, 2, 3);
            }
        });
        return c.end();
    }

    /**
     * Writes {@code void standardize(x, w, out, b, -, n)}: out = (x - mean) / √(variance + eps) · w + b.
     *
     * @param factors whether there are w
     * @param summands whether there are b
     */
    public static byte[] standardize(boolean factors, boolean summands, float eps, Isa isa) {
        NormRow norm = new NormRow(isa, 1, eps);
        FloatCode c = norm.c;
        norm.mean();
        norm.each(FloatCode.A, List.of(), h -> c.op(Op.VSUBPS, 2, 2, 0));
        // What was just written is read again, and written in its place.
        norm.squares(FloatCode.C);
        norm.inverseRoot(eps);
        norm.each(FloatCode.C, List.of(FloatCode.B, FloatCode.D), h -> {
            c.op(Op.VMULPS, 2, 2, 0);
            if (factors) {
                c.load(3, norm.at(FloatCode.B, h));
                c.op(Op.VMULPS, 2, 2, 3);
            }
            if (summands) {
                c.load(3, norm.at(FloatCode.D, h));
                c.op(Op.VADDPS, 2, 2, 3);
            }
        });
        return c.end();
    }

    /** Writes {@code void l2(x, -, out, -, -, n)}: out = x · (1 / max(√(Σ x²), eps)). */
    public static byte[] l2(float eps, Isa isa) {
        NormRow norm = new NormRow(isa, 1, eps);
        FloatCode c = norm.c;
        norm.squareSum(FloatCode.A);
        Vec s = Vec.xmm(0);
        c.emit(Op.VSQRTPS, s, s);
        c.emit(Op.VMOVUPS, Vec.xmm(1), c.constant(eps));
        c.emit(Op.VMAXPS, s, Vec.xmm(1), s);
        norm.inverse();
        norm.each(FloatCode.A, List.of(), _ -> c.op(Op.VMULPS, 2, 2, 0));
        return c.end();
    }

    /**
     * Writes {@code void sums(x, w, out, dy, {mean, shift}, n)}: with c = x - mean and g = dy · (w + shift), out gets the sums of c², g c and g.
     */
    public static byte[] moments(Isa isa) {
        NormRow norm = new NormRow(isa);
        FloatCode c = norm.c;
        int halves = c.halves();
        norm.broadcast(MEAN, 0);
        norm.broadcast(SHIFT, 1);
        for (int s = 0; s < MOMENTS * halves; s++) {
            c.clear(s);
        }
        c.sixteens(FloatCode.N, List.of(FloatCode.A, FloatCode.B, FloatCode.D), () -> {
            for (int h = 0; h < halves; h++) {
                norm.centre(h);
                c.op(Op.VFMADD231PS, h, CENTRED, CENTRED);
                c.op(Op.VFMADD231PS, halves + h, GRADIENT, CENTRED);
                c.op(Op.VADDPS, 2 * halves + h, 2 * halves + h, GRADIENT);
            }
        });
        for (int s = 0; s < MOMENTS; s++) {
            c.total(s * halves, CENTRED);
            c.emit(Op.VMOVSS_STORE, Mem.at(FloatCode.C, s * Float.BYTES), Vec.xmm(s * halves));
        }
        return c.end();
    }

    /**
     * Writes {@code void add(x, w, dx, dy, {mean, shift, p, q, r}, n)}: dx = dx + (p · g + (q · c + r)), each rounded, with c and g as in {@link
     * #moments}.
     */
    public static byte[] back(Isa isa) {
        NormRow norm = new NormRow(isa);
        FloatCode c = norm.c;
        norm.broadcast(MEAN, 0);
        norm.broadcast(SHIFT, 1);
        for (int i = 0; i < MOMENTS; i++) {
            norm.broadcast(i, 2 + i);
        }
        c.sixteens(FloatCode.N, List.of(FloatCode.A, FloatCode.B, FloatCode.D, FloatCode.C), () -> {
            for (int h = 0; h < c.halves(); h++) {
                norm.centre(h);
                c.op(Op.VMULPS, GRADIENT, GRADIENT, 0);
                c.op(Op.VMULPS, CENTRED, CENTRED, 1);
                c.op(Op.VADDPS, CENTRED, CENTRED, 2);
                c.op(Op.VADDPS, GRADIENT, GRADIENT, CENTRED);
                c.load(CENTRED, norm.at(FloatCode.C, h));
                c.op(Op.VADDPS, GRADIENT, CENTRED, GRADIENT);
                c.store(norm.at(FloatCode.C, h), GRADIENT);
            }
        });
        return c.end();
    }

    private void broadcast(int register, int number) {
        c.emit(Op.VBROADCASTSS, c.vec(register), Mem.at(FloatCode.E, number * Float.BYTES));
    }

    /** x - mean and dy · (w + shift) of a half of sixteen elements. */
    private void centre(int half) {
        c.load(CENTRED, at(FloatCode.A, half));
        c.op(Op.VSUBPS, CENTRED, CENTRED, MEAN);
        c.load(GRADIENT, at(FloatCode.B, half));
        c.op(Op.VADDPS, GRADIENT, GRADIENT, SHIFT);
        c.load(SPARE, at(FloatCode.D, half));
        c.op(Op.VMULPS, GRADIENT, GRADIENT, SPARE);
    }

    private Mem at(Gpr array, int half) {
        return Mem.at(array, half * c.lanes() * Float.BYTES);
    }

    private void clearSums() {
        for (int h = 0; h < c.halves(); h++) {
            c.clear(h);
        }
    }

    private void mean() {
        clearSums();
        start(FloatCode.A);
        c.sixteens(COUNT, List.of(FROM), () -> {
            for (int h = 0; h < c.halves(); h++) {
                c.load(2, at(FROM, h));
                c.op(Op.VADDPS, h, h, 2);
            }
        });
        c.total(0, 2);
        byCount();
        c.emit(Op.VBROADCASTSS, c.vec(0), Vec.xmm(0));
    }

    private void squares(Gpr of) {
        squareSum(of);
        byCount();
    }

    private void squareSum(Gpr of) {
        clearSums();
        start(of);
        c.sixteens(COUNT, List.of(FROM), () -> {
            for (int h = 0; h < c.halves(); h++) {
                c.load(2, at(FROM, h));
                c.op(Op.VFMADD231PS, h, 2, 2);
            }
        });
        c.total(0, 2);
    }

    private void start(Gpr of) {
        c.a.mov(COUNT, FloatCode.N);
        c.a.mov(FROM, of);
    }

    private void byCount() {
        Vec n = Vec.xmm(1);
        c.emit(Op.VMOVD, n, FloatCode.N);
        c.emit(Op.VCVTDQ2PS, n, n);
        c.emit(Op.VDIVSS, Vec.xmm(0), Vec.xmm(0), n);
    }

    private void inverseRoot(float eps) {
        Vec s = Vec.xmm(0);
        c.emit(Op.VADDSS, s, s, c.constant(eps));
        c.emit(Op.VSQRTPS, s, s);
        inverse();
    }

    /** All elements of register 0 become the inverse of its first. */
    private void inverse() {
        Vec s = Vec.xmm(0);
        c.emit(Op.VMOVUPS, Vec.xmm(1), c.constant(1));
        c.emit(Op.VDIVSS, s, Vec.xmm(1), s);
        c.emit(Op.VBROADCASTSS, c.vec(0), s);
    }

    @FunctionalInterface
    private interface Steps {
        void of(int half);
    }

    /** Writes out = steps(x), which is in register 2; steps may load what {@code along} points at. */
    private void each(Gpr x, List<Gpr> along, Steps steps) {
        start(x);
        c.a.mov(TO, FloatCode.C);
        List<Gpr> arrays = new ArrayList<>(List.of(FROM, TO));
        arrays.addAll(along);
        c.sixteens(COUNT, arrays, () -> {
            for (int h = 0; h < c.halves(); h++) {
                c.load(2, at(FROM, h));
                steps.of(h);
                c.store(at(TO, h), 2);
            }
        });
    }
}
