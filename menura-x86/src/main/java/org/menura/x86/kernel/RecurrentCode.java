package org.menura.x86.kernel;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.cpu.library.RecurrentStep;
import org.menura.tensor.cpu.library.RecurrentStep.Shape;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;

/**
 * Writes steps of recurrences: {@code void step(state, along, out, work, work of rows, width)}. Some vectors of channels go
 * through all rows of the state together, as each sum waits for the row before.
 */
public final class RecurrentCode {
    private static final int MOST_ROWS = 1 << 12;
    private static final int MOST_STRIDE = 1 << 20;

    private static final Gpr STATE = FloatCode.A;
    private static final Gpr ALONG = FloatCode.B;
    private static final Gpr OUT = FloatCode.C;
    private static final Gpr WORK = FloatCode.D;
    private static final Gpr INPUTS = FloatCode.E;

    /** Places in a row of the state, of the rates and of what rows have. */
    private static final Gpr ROW = Gpr.R10;

    private static final Gpr RATES = Gpr.R11;
    private static final Gpr INPUT = Gpr.RBX;
    private static final Gpr COUNT = Gpr.RAX;

    private final Shape shape;
    private final FloatCode c;

    private RecurrentCode(Shape shape, Isa isa) {
        this.shape = shape;
        this.c = new FloatCode(isa);
    }

    /** Returns whether there is code for a shape. */
    public static boolean has(Shape shape) {
        return shape.rows() > 0 && shape.rows() <= MOST_ROWS && shape.stride() > 0 && shape.stride() <= MOST_STRIDE;
    }

    /** Writes the function. */
    public static byte[] write(Shape shape, Isa isa) {
        RecurrentCode code = new RecurrentCode(shape, isa);
        if (shape.kind() == RecurrentStep.Kind.SELECTIVE) {
            Powers.constantsOfExp2(code.c);
        }
        code.c.a.push(INPUT);
        switch (shape.kind()) {
            case SELECTIVE -> code.selective();
            case HEAD -> code.head();
            case SIX -> code.six();
            case SEVEN -> code.seven();
        }
        code.c.a.pop(INPUT);
        return code.c.end();
    }

    @FunctionalInterface
    private interface Columns {
        void of(int vectors);
    }

    /** All channels, so many vectors at a time while there are as many, then one, then single channels. */
    private void columns(int together, List<Gpr> arrays, Columns steps) {
        List<Gpr> all = new ArrayList<>(arrays);
        all.add(STATE);
        all.add(OUT);
        Label again = new Label();
        Label rest = new Label();
        int channels = together * c.lanes();
        c.a.cmp(FloatCode.N, channels);
        c.a.branch(Condition.LESS, rest);
        c.a.bind(again);
        steps.of(together);
        for (Gpr array : all) {
            c.a.add(array, channels * Float.BYTES);
        }
        c.a.sub(FloatCode.N, channels);
        c.a.cmp(FloatCode.N, channels);
        c.a.branch(Condition.NOT_LESS, again);
        c.a.bind(rest);
        c.loop(FloatCode.N, all, () -> steps.of(1));
    }

    /** All rows of the state. */
    private void rows(Runnable steps) {
        Label again = new Label();
        c.a.mov(ROW, STATE);
        c.a.mov(INPUT, INPUTS);
        c.a.mov(COUNT, shape.rows());
        c.a.bind(again);
        steps.run();
        c.a.add(ROW, shape.stride() * Float.BYTES);
        c.a.add(INPUT, Float.BYTES);
        c.a.sub(COUNT, 1);
        c.a.branch(Condition.NOT_EQUAL, again);
    }

    private Mem vector(Gpr array, int v) {
        return Mem.at(array, v * c.lanes() * Float.BYTES);
    }

    /** Fills a register with what a row has, the first, second and so on. */
    private void input(int to, int number) {
        c.emit(Op.VBROADCASTSS, c.vec(to), Mem.at(INPUT, number * shape.rows() * Float.BYTES));
    }

    private void shared(int to, int number) {
        c.emit(Op.VBROADCASTSS, c.vec(to), Mem.at(WORK, number * Float.BYTES));
    }

    private void selective() {
        columns(1, List.of(ALONG, WORK), _ -> {
            int tile = RecurrentStep.TILE * Float.BYTES;
            c.load(0, Mem.at(WORK, 0));
            c.load(1, Mem.at(WORK, tile));
            c.load(2, Mem.at(WORK, 2 * tile));
            c.op(Op.VMULPS, 2, 0, 2); // y
            c.op(Op.VMULPS, 0, 1, 0); // Δ x
            c.a.mov(RATES, ALONG);
            rows(() -> {
                c.load(3, Mem.at(RATES, 0));
                c.op(Op.VMULPS, 3, 1, 3);
                Powers.exp2(c, 4, 3, 5, 6);
                input(7, 0);
                c.op(Op.VMULPS, 7, 0, 7);
                c.load(8, Mem.at(ROW, 0));
                c.op(Op.VFMADD213PS, 8, 4, 7);
                c.store(Mem.at(ROW, 0), 8);
                input(7, 1);
                c.op(Op.VFMADD231PS, 2, 8, 7);
                c.a.add(RATES, shape.stride() * Float.BYTES);
            });
            c.store(Mem.at(OUT, 0), 2);
        });
    }

    private void head() {
        int decay = 0;
        int b = 1;
        int cs = 2;
        int next = 3;
        int written = 4;
        shared(decay, 0);
        columns(4, List.of(ALONG), vectors -> {
            int step = 5;
            int y = step + vectors;
            shared(b, 1);
            shared(cs, 2);
            for (int v = 0; v < vectors; v++) {
                c.load(next, vector(ALONG, v));
                c.op(Op.VMULPS, step + v, next, b);
                c.op(Op.VMULPS, y + v, next, cs);
            }
            rows(() -> {
                input(b, 0);
                input(cs, 1);
                for (int v = 0; v < vectors; v++) {
                    c.op(Op.VMULPS, written, step + v, b);
                    c.load(next, vector(ROW, v));
                    c.op(Op.VFMADD213PS, next, decay, written);
                    c.store(vector(ROW, v), next);
                    c.op(Op.VFMADD231PS, y + v, next, cs);
                }
            });
            for (int v = 0; v < vectors; v++) {
                c.store(vector(OUT, v), y + v);
            }
        });
    }

    private void six() {
        int r = 0;
        int k = 1;
        int w = 2;
        int old = 3;
        int written = 4;
        columns(4, List.of(ALONG), vectors -> {
            int value = 5;
            int y = value + vectors;
            shared(r, 0);
            for (int v = 0; v < vectors; v++) {
                c.load(value + v, vector(ALONG, v));
                c.op(Op.VMULPS, y + v, value + v, r);
            }
            rows(() -> {
                input(r, 0);
                input(k, 1);
                input(w, 2);
                for (int v = 0; v < vectors; v++) {
                    c.load(old, vector(ROW, v));
                    c.op(Op.VFMADD231PS, y + v, old, r);
                    c.op(Op.VMULPS, written, value + v, k);
                    c.op(Op.VFMADD213PS, old, w, written);
                    c.store(vector(ROW, v), old);
                }
            });
            for (int v = 0; v < vectors; v++) {
                c.store(vector(OUT, v), y + v);
            }
        });
    }

    private void seven() {
        int a = 0;
        int w = 0;
        int k = 1;
        int b = 2;
        int r = 3;
        int next = 4;
        int written = 5;
        columns(c.wide() ? 4 : 2, List.of(ALONG), vectors -> {
            int value = 6;
            int removed = value + vectors;
            int y = removed + vectors;
            for (int v = 0; v < vectors; v++) {
                c.load(value + v, vector(ALONG, v));
                c.clear(removed + v);
                c.clear(y + v);
            }
            rows(() -> {
                input(a, 0);
                for (int v = 0; v < vectors; v++) {
                    c.load(next, vector(ROW, v));
                    c.op(Op.VFMADD231PS, removed + v, next, a);
                }
            });
            rows(() -> {
                input(w, 1);
                input(k, 2);
                input(b, 3);
                input(r, 4);
                for (int v = 0; v < vectors; v++) {
                    c.op(Op.VMULPS, written, removed + v, b);
                    c.op(Op.VMULPS, next, value + v, k);
                    c.op(Op.VADDPS, written, written, next);
                    c.load(next, vector(ROW, v));
                    c.op(Op.VFMADD213PS, next, w, written);
                    c.store(vector(ROW, v), next);
                    c.op(Op.VFMADD231PS, y + v, next, r);
                }
            });
            for (int v = 0; v < vectors; v++) {
                c.store(vector(OUT, v), y + v);
            }
        });
    }
}
