package org.menura.x86.kernel;

import org.menura.tensor.cpu.library.DeltaSteps;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Operand;
import org.menura.x86.asm.Vec;

/**
 * Writes the steps of {@link DeltaSteps}: {@code void advance(state, next, inputs)} and {@code void back(states, carried, inputs,
 * gradients)}. Rows of a state, which belong to elements of the value, don't wait for each other: each is read and written once,
 * and its sums over the key are taken in 16 parts as in {@link SumRow}.
 */
public final class DeltaCode {
    private static final int MOST = 256;

    private static final Gpr STATE = FloatCode.A;
    private static final Gpr OTHER = FloatCode.B;
    private static final Gpr INPUTS = FloatCode.C;
    private static final Gpr GRADIENTS = FloatCode.D;

    /** The places of the row's own value in the inputs and in the gradients. */
    private static final Gpr INPUT = Gpr.R10;

    private static final Gpr GRADIENT = Gpr.R11;
    private static final Gpr COUNT = Gpr.RAX;

    private static final int A = 0;
    private static final int W = 1;
    private static final int K = 2;
    private static final int B = 3;
    private static final int R = DeltaSteps.RECEPTANCE;
    private static final int V = DeltaSteps.VALUE;
    private static final int DY = DeltaSteps.RESULT;
    private static final int REMOVED = 7;

    /** Registers: sums have a second half with 256 bits. */
    private static final int DV = 0;

    private static final int D_REMOVED = 2;
    private static final int T = 4;
    private static final int FIRST = 5;
    private static final int SECOND = 6;
    private static final int THIRD = 7;
    private static final int ROW = 8;
    private static final int KEPT = 12;

    /** Vectors of a row that fit registers with what belongs to the key's elements. */
    private static final int MOST_KEPT = 4;

    private final int d;
    private final FloatCode c;
    private final int vectors;

    /** Whether what belongs to the key's elements stays in registers, with a row of the state: inputs there, gradients back. */
    private final boolean kept;

    private DeltaCode(int d, Isa isa) {
        this.d = d;
        this.c = new FloatCode(isa);
        this.vectors = d / c.lanes();
        this.kept = c.wide() && vectors <= MOST_KEPT;
    }

    /** Returns whether there is code for heads of a size. */
    public static boolean has(int d) {
        return d > 0 && d <= MOST && d % FloatCode.SUMS == 0;
    }

    /** Writes {@link DeltaSteps#advance}. */
    public static byte[] advance(int d, Isa isa) {
        return new DeltaCode(d, isa).advance();
    }

    /** Writes {@link DeltaSteps#back}. */
    public static byte[] back(int d, Isa isa) {
        return new DeltaCode(d, isa).back();
    }

    private byte[] advance() {
        if (kept) {
            for (int input = A; input <= B; input++) {
                for (int v = 0; v < vectors; v++) {
                    c.load(register(input, v), at(INPUTS, input, v));
                }
            }
        }
        c.a.mov(INPUT, INPUTS);
        rows(() -> {
            clear(D_REMOVED);
            for (int v = 0; v < vectors; v++) {
                c.load(row(v), at(STATE, 0, v));
                with(Op.VFMADD231PS, sum(D_REMOVED, v), row(v), A, v);
            }
            c.total(D_REMOVED, T);
            c.emit(Op.VMOVSS_STORE, own(INPUT, REMOVED), Vec.xmm(D_REMOVED));
            c.emit(Op.VBROADCASTSS, c.vec(FIRST), Vec.xmm(D_REMOVED));
            c.emit(Op.VBROADCASTSS, c.vec(SECOND), own(INPUT, V));
            for (int v = 0; v < vectors; v++) {
                with(Op.VMULPS, THIRD, SECOND, K, v);
                with(Op.VMULPS, T, FIRST, B, v);
                c.op(Op.VADDPS, THIRD, THIRD, T);
                if (!kept) {
                    c.load(ROW, at(STATE, 0, v));
                    c.load(KEPT, at(INPUTS, W, v));
                }
                c.op(Op.VFMADD213PS, row(v), kept ? register(W, v) : KEPT, THIRD);
                c.store(at(OTHER, 0, v), row(v));
            }
            c.a.add(INPUT, Float.BYTES);
        });
        return c.end();
    }

    /** An operation with an input of the step, from its register or from memory. */
    private void with(Op op, int to, int left, int input, int v) {
        c.emit(op, c.vec(to), c.vec(left), kept ? c.vec(register(input, v)) : at(INPUTS, input, v));
    }

    private byte[] back() {
        begin();
        c.a.mov(INPUT, INPUTS);
        c.a.mov(GRADIENT, GRADIENTS);
        rows(() -> {
            clear(DV);
            clear(D_REMOVED);
            c.emit(Op.VBROADCASTSS, c.vec(FIRST), own(INPUT, DY));
            c.emit(Op.VBROADCASTSS, c.vec(SECOND), own(INPUT, V));
            c.emit(Op.VBROADCASTSS, c.vec(THIRD), own(INPUT, REMOVED));
            for (int v = 0; v < vectors; v++) {
                int g = row(v);
                c.load(g, at(OTHER, 0, v));
                c.emit(Op.VFMADD231PS, c.vec(g), c.vec(FIRST), at(INPUTS, R, v));
                if (!kept) {
                    c.store(at(OTHER, 0, v), g);
                }
                add(R, v, FIRST, at(STATE, d, v));
                add(W, v, g, at(STATE, 0, v));
                add(K, v, g, c.vec(SECOND));
                add(B, v, g, c.vec(THIRD));
                c.emit(Op.VFMADD231PS, c.vec(sum(DV, v)), c.vec(g), at(INPUTS, K, v));
                c.emit(Op.VFMADD231PS, c.vec(sum(D_REMOVED, v)), c.vec(g), at(INPUTS, B, v));
            }
            c.total(DV, T);
            c.emit(Op.VMOVSS_STORE, own(GRADIENT, V), Vec.xmm(DV));
            c.total(D_REMOVED, T);
            c.emit(Op.VBROADCASTSS, c.vec(FIRST), Vec.xmm(D_REMOVED));
            for (int v = 0; v < vectors; v++) {
                int g = row(v);
                if (!kept) {
                    c.load(g, at(OTHER, 0, v));
                }
                add(A, v, FIRST, at(STATE, 0, v));
                c.emit(Op.VMULPS, c.vec(g), c.vec(g), at(INPUTS, W, v));
                c.emit(Op.VFMADD231PS, c.vec(g), c.vec(FIRST), at(INPUTS, A, v));
                c.store(at(OTHER, 0, v), g);
            }
            c.a.add(INPUT, Float.BYTES);
            c.a.add(GRADIENT, Float.BYTES);
        });
        if (kept) {
            for (int gradient = A; gradient <= R; gradient++) {
                for (int v = 0; v < vectors; v++) {
                    c.store(at(GRADIENTS, gradient, v), register(gradient, v));
                }
            }
        }
        return c.end();
    }

    /** Clears the gradients of the key's elements. */
    private void begin() {
        c.clear(T);
        for (int gradient = A; gradient <= R; gradient++) {
            for (int v = 0; v < vectors; v++) {
                if (kept) {
                    c.clear(register(gradient, v));
                } else {
                    c.store(at(GRADIENTS, gradient, v), T);
                }
            }
        }
    }

    /** Adds products to a gradient of the key's elements. */
    private void add(int gradient, int v, int factor, Operand other) {
        int to = kept ? register(gradient, v) : T;
        if (!kept) {
            c.load(T, at(GRADIENTS, gradient, v));
        }
        c.emit(Op.VFMADD231PS, c.vec(to), c.vec(factor), other);
        if (!kept) {
            c.store(at(GRADIENTS, gradient, v), T);
        }
    }

    private int register(int gradient, int v) {
        return KEPT + gradient * vectors + v;
    }

    /** The register of a row's gradient: each vector has its own where they are kept. */
    private int row(int v) {
        return kept ? ROW + v : ROW;
    }

    private int sum(int register, int v) {
        return register + v % c.halves();
    }

    private void clear(int sums) {
        for (int h = 0; h < c.halves(); h++) {
            c.clear(sums + h);
        }
    }

    /** A vector of the row of that number, from an address on. */
    private Mem at(Gpr array, int row, int v) {
        return Mem.at(array, (row * d + v * c.lanes()) * Float.BYTES);
    }

    /** What a row of inputs or gradients has for the state's row. */
    private Mem own(Gpr place, int row) {
        return Mem.at(place, row * d * Float.BYTES);
    }

    /** All rows of the states. */
    private void rows(Runnable steps) {
        Label again = new Label();
        c.a.mov(COUNT, d);
        c.a.bind(again);
        steps.run();
        c.a.add(STATE, d * Float.BYTES);
        c.a.add(OTHER, d * Float.BYTES);
        c.a.sub(COUNT, 1);
        c.a.branch(Condition.NOT_EQUAL, again);
    }
}
