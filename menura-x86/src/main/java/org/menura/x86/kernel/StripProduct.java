package org.menura.x86.kernel;

import org.jspecify.annotations.Nullable;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes the product of a {@link Strip} of weights with planes of activations: {@code void product(strip, planes, out, turns,
 * stride of an output of out in bytes)}, each turn for so many {@link Plane}s that lie one behind the other; out [outputs, rows].
 *
 * <p>An output of a row is one sum, of groups of 16 or 32 in their order: first the group's minimum times the sum of its
 * activations is added to it, then the exact sum of its products, as a float, times the product of both scales; both by a fused
 * multiply-add. So it depends neither on the instructions nor on other rows and outputs.
 */
final class StripProduct {
    /** Outputs of a strip: with two planes, their sums and the integers take 24 registers. */
    static final int OUTPUTS = 6;

    private static final Gpr STRIP = Gpr.RDI;
    private static final Gpr PLANES = Gpr.RSI;
    private static final Gpr OUT = Gpr.RDX;
    private static final Gpr TURNS = Gpr.RCX;
    private static final Gpr OUT_STRIDE = Gpr.R8;
    private static final Gpr TO = Gpr.R9;
    private static final Gpr HEADS = Gpr.R10;
    private static final Gpr COUNT = Gpr.R11;
    private static final Gpr BYTES = Gpr.RAX;

    /** Registers for what passes. */
    static final int WEIGHTS = 2;

    static final int FACTOR = 3;

    private final boolean wide;
    private final Isa isa;
    private final Strip strip;
    private final Plane plane;
    private final int planes;

    /** The first of the registers with what is the rows' own. */
    private final int rows;

    private final Assembler a;

    /** The integers of a group with AVX2; others have instructions for them. */
    private final @Nullable StripWords words;

    private StripProduct(Isa isa, Strip strip, int planes, Assembler a) {
        this.wide = isa == Isa.AVX512;
        this.isa = isa;
        this.strip = strip;
        this.plane = new Plane(strip.blocks(), strip.format(), lanes(isa));
        this.planes = planes;
        this.rows = wide ? 4 : 1;
        this.a = a;
        this.words = isa == Isa.AVX2 ? new StripWords(this, a, strip.format()) : null;
    }

    /** Returns the rows of a plane. */
    static int lanes(Isa isa) {
        return isa == Isa.AVX512 ? 16 : 8;
    }

    /** Returns the most planes that are computed together. */
    static int planes(Isa isa) {
        return isa == Isa.AVX512 ? 2 : 1;
    }

    static byte[] write(Isa isa, Strip strip, int planes, Assembler a) {
        if (planes < 1 || planes > planes(isa)) {
            throw new IllegalArgumentException("no product with %d planes, %s".formatted(planes, isa));
        }
        return new StripProduct(isa, strip, planes, a).code();
    }

    private byte[] code() {
        if (words != null) {
            words.constants(plane);
        }
        Label turn = new Label();
        a.bind(turn);
        forEach((o, p) -> clear(sum(o, p)));
        a.mov(BYTES, STRIP);
        a.lea(HEADS, Mem.at(STRIP, strip.scalesAt()));
        a.mov(TO, PLANES);
        a.mov(COUNT, strip.blocks());
        Label next = new Label();
        a.bind(next);
        for (int g = 0; g < strip.format().groups(); g++) {
            group(g);
        }
        a.add(TO, plane.blockBytes());
        a.add(BYTES, strip.blockBytes());
        a.add(HEADS, strip.format().groups() * Float.BYTES);
        a.sub(COUNT, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.mov(TO, OUT);
        for (int o = 0; o < OUTPUTS; o++) {
            for (int p = 0; p < planes; p++) {
                a.emit(Op.VMOVUPS_STORE, Mem.at(TO, p * plane.vector()), sum(o, p));
            }
            a.add(TO, OUT_STRIDE);
        }
        a.add(OUT, planes * plane.vector());
        a.add(PLANES, planes * plane.bytes());
        a.sub(TURNS, 1);
        a.branch(Condition.NOT_EQUAL, turn);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    private interface Cell {
        void emit(int output, int plane);
    }

    private void forEach(Cell cell) {
        for (int o = 0; o < OUTPUTS; o++) {
            for (int p = 0; p < planes; p++) {
                cell.emit(o, p);
            }
        }
    }

    private void group(int g) {
        Unpacked format = strip.format();
        if (format.least()) {
            int at = strip.minimaAt() - strip.scalesAt() + g * Float.BYTES;
            Op op = format.minimum() == Unpacked.Minimum.ADDED ? Op.VFMADD231PS : Op.VFNMADD231PS;
            for (int p = 0; p < planes; p++) {
                a.emit(Op.VMOVUPS, vec(rows + p), activations(p, plane.sumsAt() + g * plane.vector()));
            }
            for (int o = 0; o < OUTPUTS; o++) {
                a.emit(Op.VBROADCASTSS, vec(FACTOR), head(o, at));
                for (int p = 0; p < planes; p++) {
                    a.emit(op, sum(o, p), vec(rows + p), vec(FACTOR));
                }
            }
        }
        int vectors = plane.vectors() / format.groups();
        if (words == null) {
            dots(g, vectors);
        } else {
            words.group(g, vectors);
        }
        for (int p = 0; p < planes; p++) {
            a.emit(Op.VMOVUPS, vec(rows + p), activations(p, plane.scalesAt()));
        }
        for (int o = 0; o < OUTPUTS; o++) {
            a.emit(Op.VBROADCASTSS, vec(WEIGHTS), head(o, g * Float.BYTES));
            for (int p = 0; p < planes; p++) {
                a.emit(Op.VMULPS, vec(FACTOR), vec(WEIGHTS), vec(rows + p));
                a.emit(Op.VCVTDQ2PS, ints(o, p), ints(o, p));
                a.emit(Op.VFMADD231PS, sum(o, p), ints(o, p), vec(FACTOR));
            }
        }
    }

    /** Sets the integers to those that they begin with. */
    void begin(int g) {
        forEach((o, p) -> {
            if (strip.format().excess()) {
                a.emit(Op.VMOVUPS, ints(o, p), excess(g, p));
            } else {
                clear(ints(o, p));
            }
        });
    }

    private void dots(int g, int fours) {
        begin(g);
        for (int i = g * fours; i < (g + 1) * fours; i++) {
            for (int p = 0; p < planes; p++) {
                a.emit(Op.VMOVUPS, vec(p), values(p, i));
            }
            for (int o = 0; o < OUTPUTS; o++) {
                a.emit(Op.VPBROADCASTD, vec(WEIGHTS), weights(o, i));
                for (int p = 0; p < planes; p++) {
                    a.emit(wide ? Op.VPDPBUSD : Op.VPDPBUSD_VEX, ints(o, p), vec(WEIGHTS), vec(p));
                }
            }
        }
    }

    Mem weights(int output, int vector) {
        return Mem.at(BYTES, output * strip.stride() + vector * Integer.BYTES);
    }

    Mem excess(int g, int p) {
        return activations(p, plane.excessAt() + g * plane.vector());
    }

    /** A vector of the activations of a plane. */
    Mem values(int p, int vector) {
        return activations(p, vector * plane.vector());
    }

    private Mem activations(int p, int at) {
        return Mem.at(TO, p * plane.bytes() + at);
    }

    private Mem head(int output, int at) {
        return Mem.at(HEADS, output * strip.stride() + at);
    }

    private void clear(Vec register) {
        a.emit(wide ? Op.VPXORD : Op.VPXOR, register, register, register);
    }

    Vec vec(int index) {
        return wide ? Vec.zmm(index) : Vec.ymm(index);
    }

    private Vec sum(int output, int p) {
        return vec((wide ? 31 : 15) - (output * planes + p));
    }

    Vec ints(int output, int p) {
        return vec((wide ? 19 : 9) - (output * planes + p));
    }
}
