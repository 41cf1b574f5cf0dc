package org.menura.x86.kernel;

import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Tmm;
import org.menura.x86.asm.Vec;

/**
 * Writes products of {@link Strip}s of weights with {@link Plane}s of activations by the tiles of AMX, to the bits of {@link
 * StripProduct}: {@code void product(strips, planes, out, counts)}, of some of the blocks; out [outputs, rows] is added to. The
 * counts are five longs: planes, bytes from one output of out to the next, and bytes to the first of the blocks in the weights, in their
 * scales and in a plane.
 *
 * <p>A group of {@link #OUTPUTS} outputs meets a plane in one instruction, whose integers go through memory behind the strips to what is
 * done with floats. A tile is stored after the next group's products have been begun, and its floats follow once more later: a store that
 * waits for the products before it lets both units stand still by turns. While tiles are in use, only one of two units multiplies
 * and converts floats of 512 bits, though both add. So integers become floats by two additions: of the bits of {@link #RAISED}, which
 * come with a plane's excess where it has one, and of its negative.
 */
final class AmxProduct {
    /** Outputs of a strip: a tile takes as long to store with fewer rows. */
    static final int OUTPUTS = 16;

    /** The most strips: some blocks of them and of a plane are to stay in the nearest cache. */
    static final int MOST_STRIPS = 3;

    /** The most blocks at a time. */
    static final int MOST_BLOCKS = 16;

    /** The float 1.5 · 2²³, whose bits and an integer of up to 22 bits are the bits of their sum. */
    static final float RAISED = 0x1.8p23f;

    private static final int VECTOR = AmxFrame.VECTOR;

    /** Bytes of the integers of a group. */
    private static final int INTS = OUTPUTS * VECTOR;

    /** Bytes behind the strips: integers of two groups. */
    static final int SPARE = 2 * INTS;

    private static final Tmm WEIGHTS = Tmm.TMM0;
    private static final Tmm ROWS = Tmm.TMM1;
    private static final Tmm[] PRODUCTS = {Tmm.TMM2, Tmm.TMM3};

    private static final Gpr STRIP = Gpr.RDI;
    private static final Gpr PLANES = Gpr.RSI;
    private static final Gpr OUT = Gpr.RDX;
    private static final Gpr COUNTS = Gpr.RCX;
    private static final Gpr TURNS = Gpr.RCX;
    private static final Gpr OUT_STRIDE = Gpr.R8;
    private static final Gpr TO = Gpr.R9;
    private static final Gpr HEADS = Gpr.R10;
    private static final Gpr COUNT = Gpr.R11;
    private static final Gpr BYTES = Gpr.RAX;
    private static final Gpr SPARE_AT = Gpr.RBX;
    private static final Gpr STRIPS = Gpr.RBP;
    private static final Gpr OUTPUT_BYTES = Gpr.R12;
    private static final Gpr VECTOR_BYTES = Gpr.R13;

    private static final Vec OF_ROWS = Vec.zmm(0);
    private static final Vec LOWER = Vec.zmm(1);
    private static final Vec BASE = Vec.zmm(2);

    /** The first of the registers for what passes, and their pairs. */
    private static final int PASSING = 3;

    private static final int PAIRS = 6;

    private final Strip strip;
    private final Plane plane;
    private final int strips;
    private final int groups;
    private final int blocks;
    private final int units;
    private final Assembler a = new Assembler();

    private AmxProduct(Strip strip, int strips, int blocks) {
        if (strip.format().bytes() > 1 || strips < 1 || strips > MOST_STRIPS || blocks < 1) {
            throw new IllegalArgumentException("no product of %d strips, %s".formatted(strips, strip.format()));
        }
        this.strip = strip;
        this.plane = new Plane(strip.blocks(), strip.format(), VECTOR / Float.BYTES);
        this.strips = strips;
        this.blocks = blocks;
        this.groups = strip.format().groups();
        this.units = blocks * groups;
    }

    /**
     * Writes it.
     *
     * @param strips that lie one behind the other
     * @param blocks of them, whichever they are
     */
    static byte[] write(Strip strip, int strips, int blocks) {
        return new AmxProduct(strip, strips, blocks).code();
    }

    /** Bytes of a group's weights of an output. */
    private int depth() {
        return Rounded.BLOCK / groups;
    }

    private byte[] code() {
        AmxFrame frame = new AmxFrame(a, SPARE_AT, STRIPS, OUTPUT_BYTES, VECTOR_BYTES);
        frame.tile(WEIGHTS, OUTPUTS, depth());
        frame.tile(ROWS, depth() / Integer.BYTES, VECTOR);
        for (Tmm products : PRODUCTS) {
            frame.tile(products, OUTPUTS, VECTOR);
        }
        Label base = new Label();
        Label lower = new Label();
        frame.begin(new AmxFrame.Constant(base, floats(RAISED)), new AmxFrame.Constant(lower, floats(-RAISED)));
        a.mov(OUTPUT_BYTES, strip.stride());
        a.mov(VECTOR_BYTES, VECTOR);
        a.emit(Op.VMOVUPS, BASE, new Near(base, 0));
        a.emit(Op.VMOVUPS, LOWER, new Near(lower, 0));
        a.lea(SPARE_AT, Mem.at(STRIP, MOST_STRIPS * OUTPUTS * strip.stride()));
        a.mov(OUT_STRIDE, count(1));
        a.mov(HEADS, count(3));
        a.lea(HEADS, Mem.at(HEADS, STRIP, 1, strip.scalesAt()));
        a.push(HEADS);
        a.mov(BYTES, count(2));
        a.add(STRIP, BYTES);
        a.mov(BYTES, count(4));
        a.add(PLANES, BYTES);
        a.mov(TURNS, count(0));
        Label turn = new Label();
        a.bind(turn);
        turn();
        a.sub(TURNS, 1);
        a.branch(Condition.NOT_EQUAL, turn);
        a.pop(HEADS);
        frame.end();
        return a.code();
    }

    private static Mem count(int number) {
        return Mem.at(COUNTS, number * Long.BYTES);
    }

    private static byte[] floats(float value) {
        return Data.floats(VECTOR / Float.BYTES, _ -> value);
    }

    /** The outputs of all strips of a plane. */
    private void turn() {
        a.mov(HEADS, Mem.at(Gpr.RSP, 0));
        a.mov(BYTES, STRIP);
        a.push(OUT);
        a.mov(STRIPS, strips);
        Label next = new Label();
        a.bind(next);
        sums(Op.VMOVUPS);
        a.mov(TO, PLANES);
        strip();
        sums(Op.VMOVUPS_STORE);
        a.mov(OUT, TO);
        a.add(BYTES, OUTPUTS * strip.stride() - units / 2 * 2 * depth());
        a.add(HEADS, OUTPUTS * strip.stride() - units / 2 * 2 * Float.BYTES);
        a.sub(STRIPS, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.pop(OUT);
        a.add(OUT, VECTOR);
        a.add(PLANES, plane.bytes());
    }

    private void sums(Op move) {
        a.mov(TO, OUT);
        for (int o = 0; o < OUTPUTS; o++) {
            Mem place = Mem.at(TO, 0);
            if (move == Op.VMOVUPS) {
                a.emit(move, sum(o), place);
            } else {
                a.emit(move, place, sum(o));
            }
            a.add(TO, OUT_STRIDE);
        }
    }

    /** The outputs of a strip, two groups at a time: what is done with them lies in turns in two tiles and places. */
    private void strip() {
        int pairs = units / 2;
        if (pairs > 0) {
            step(0, 2, 0);
            step(1, 2, 1);
            next();
        }
        if (pairs > 1) {
            a.mov(COUNT, pairs - 1);
            Label loop = new Label();
            a.bind(loop);
            step(0, 2, 2);
            step(1, 2, 2);
            next();
            a.sub(COUNT, 1);
            a.branch(Condition.NOT_EQUAL, loop);
        }
        for (int unit = 0; unit < units % 2 + 2; unit++) {
            step(unit, units % 2, Math.min(2, unit + 2 * pairs));
        }
    }

    /** Two groups on. */
    private void next() {
        a.add(TO, 2 / groups * plane.blockBytes());
        a.add(BYTES, 2 * depth());
        a.add(HEADS, 2 * Float.BYTES);
    }

    /**
     * Begins the products of a group, stores those of the one before, and adds the floats of the one before that.
     *
     * @param unit the group, from where the registers point to
     * @param ends groups that there are from there on
     * @param before groups that there are before it, at least 2 for many
     */
    private void step(int unit, int ends, int before) {
        if (unit < ends) {
            multiply(unit);
        }
        if (unit <= ends && before > 0) {
            a.tileStore(Mem.at(SPARE_AT, VECTOR_BYTES, 1, ints(unit - 1)), products(unit - 1));
        }
        if (before > 1) {
            floats(unit - 2);
        }
    }

    private static Tmm products(int unit) {
        return PRODUCTS[Math.floorMod(unit, 2)];
    }

    private static int ints(int unit) {
        return Math.floorMod(unit, 2) * INTS;
    }

    private void multiply(int unit) {
        int g = Math.floorMod(unit, groups);
        int at = Math.floorDiv(unit, groups) * plane.blockBytes();
        a.tileLoad(WEIGHTS, Mem.at(BYTES, OUTPUT_BYTES, 1, unit * depth()));
        a.tileLoad(ROWS, Mem.at(TO, VECTOR_BYTES, 1, at + g * plane.vectors() / groups * VECTOR));
        a.tileZero(products(unit));
        a.tileBytes(products(unit), WEIGHTS, ROWS);
    }

    /** Adds a group's minima and integers to the sums, as {@link StripProduct} does. */
    private void floats(int unit) {
        Unpacked format = strip.format();
        int g = Math.floorMod(unit, groups);
        int at = Math.floorDiv(unit, groups) * plane.blockBytes();
        if (format.least()) {
            Op op = format.minimum() == Unpacked.Minimum.ADDED ? Op.VFMADD231PS : Op.VFNMADD231PS;
            a.emit(Op.VMOVUPS, OF_ROWS, Mem.at(TO, at + plane.sumsAt() + g * VECTOR));
            for (int o = 0; o < OUTPUTS; o++) {
                a.emit(op, sum(o), OF_ROWS, head(o, strip.minimaAt() - strip.scalesAt() + unit * Float.BYTES));
            }
        }
        if (format.excess()) {
            a.emit(Op.VMOVUPS, BASE, Mem.at(TO, at + plane.excessAt() + g * VECTOR));
        }
        a.emit(Op.VMOVUPS, OF_ROWS, Mem.at(TO, at + plane.scalesAt()));
        for (int o = 0; o < OUTPUTS; o++) {
            Vec factor = Vec.zmm(PASSING + o % PAIRS * 2);
            Vec product = Vec.zmm(PASSING + o % PAIRS * 2 + 1);
            a.emit(Op.VMULPS, factor, OF_ROWS, head(o, unit * Float.BYTES));
            a.emit(Op.VPADDD, product, BASE, Mem.at(SPARE_AT, ints(unit) + o * VECTOR));
            a.emit(Op.VADDPS, product, product, LOWER);
            a.emit(Op.VFMADD231PS, sum(o), product, factor);
        }
    }

    private Mem head(int output, int at) {
        return Mem.at(HEADS, output * strip.stride() + at).broadcasting();
    }

    private static Vec sum(int output) {
        return Vec.zmm(31 - output);
    }
}
