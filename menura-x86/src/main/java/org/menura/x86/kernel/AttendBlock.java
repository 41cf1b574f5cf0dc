package org.menura.x86.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.menura.tensor.KvCache;
import org.menura.tensor.cpu.library.CacheAttention.Shape;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes attention of some rows to a block of a cache: {@code void attend(work, keys, key scales, values, value scales, long
 * range)}, where work is what {@link Shape} says.
 *
 * <p>A score is summed up over the elements of a key in their order, by fused multiply-adds; elements of 8 bits are
 * multiplied by their scale first, and rounded. The maximum of the scores and of the row's reference becomes the reference;
 * by what it rises, sums and values fall. Sum l of a row's weights is that of the positions l, l + 16 and so on. Values are
 * summed up over the positions in their order.
 */
public final class AttendBlock {
    private static final int BLOCK = KvCache.BLOCK;
    private static final int GROUP = 32;

    /** Widths that vectors of values can be cut into. */
    private static final int WIDTH = 8;

    private static final int MOST_DIM = 1024;
    private static final int LINE = 64;

    private static final Gpr WORK = FloatCode.A;
    private static final Gpr KEYS = FloatCode.B;
    private static final Gpr KEY_SCALES = FloatCode.C;
    private static final Gpr VALUES = FloatCode.D;
    private static final Gpr VALUE_SCALES = FloatCode.E;

    /** First the range, as {@link #range} packs it, then the number of positions up to its end. */
    private static final Gpr RANGE = FloatCode.N;

    /** What the stack has of the range. */
    private static final int END_AT = 0;

    private static final int DISTANCE_AT = 4;

    private final Shape shape;
    private final FloatCode c;
    private final Assembler a;

    /** Vectors of a row that are computed together, of each of {@link #rowsAtOnce} rows. */
    private final int across = 4;

    private final int rowsAtOnce;
    private final Label mask = new Label();
    private final Label steps = new Label();

    private AttendBlock(Shape shape, Isa isa) {
        this.shape = shape;
        this.c = new FloatCode(isa);
        this.a = c.a;
        this.rowsAtOnce = c.wide() ? 4 : 2;
    }

    /** Returns whether there is code for a shape. */
    public static boolean has(Shape shape) {
        return shape.keyDim() > 0
                && shape.keyDim() <= MOST_DIM
                && shape.valueDim() > 0
                && shape.valueDim() <= MOST_DIM
                && shape.valueDim() % WIDTH == 0;
    }

    /** Packs what a call is about, in 64 bits. */
    public static long range(int end, int distance) {
        return end | (long) distance << 32;
    }

    /** Writes the function. */
    public static byte[] write(Shape shape, Isa isa) {
        return new AttendBlock(shape, isa).code();
    }

    private byte[] code() {
        Powers.constantsOfExp(c);
        if (shape.softcap() > 0) {
            c.constants(-2 / shape.softcap(), 2, -1, shape.softcap());
        }
        tables();
        a.push(Gpr.RBX);
        a.push(RANGE);
        for (int row = 0; row < shape.rows(); row += rowsAtOnce) {
            for (int at = 0; at < BLOCK; at += across * c.lanes()) {
                scores(row, Math.min(rowsAtOnce, shape.rows() - row), at);
            }
        }
        weights();
        a.movzxByte(RANGE, Mem.at(Gpr.RSP, END_AT));
        for (int row = 0; row < shape.rows(); row += rowsAtOnce) {
            for (int dim = 0; dim < shape.valueDim(); ) {
                int count = valuesAtOnce(dim);
                values(row, Math.min(rowsAtOnce, shape.rows() - row), dim, count);
                dim += count;
            }
        }
        a.pop(RANGE);
        a.pop(Gpr.RBX);
        return c.end();
    }

    /** Minus infinity and infinity around scores that are seen; 0, 1, 2 and so on. */
    private void tables() {
        ByteBuffer bounds = ByteBuffer.allocate(3 * BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 3 * BLOCK; i++) {
            bounds.putFloat(i / BLOCK == 1 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY);
        }
        ByteBuffer numbers = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < BLOCK; i++) {
            numbers.putInt(i);
        }
        Label behind = new Label();
        a.jump(behind);
        a.data(mask, LINE, bounds.array());
        a.data(steps, LINE, numbers.array());
        a.bind(behind);
    }

    private Mem work(int at) {
        return Mem.at(WORK, at * Float.BYTES);
    }

    private int elementBytes() {
        return shape.type() == DType.F32 ? 4 : shape.type() == DType.F16 ? 2 : 1;
    }

    /** Loads elements as floats into a vector of that width. */
    private void load(Vec to, Mem from) {
        switch (shape.type()) {
            case F32 -> a.emit(Op.VMOVUPS, to, from);
            case F16 -> a.emit(Op.VCVTPH2PS, to, from);
            default -> {
                a.emit(Op.VPMOVSXBD, to, from);
                a.emit(Op.VCVTDQ2PS, to, to);
            }
        }
    }

    // --- scores

    /** Scores of some rows and the positions from {@code at} on. */
    private void scores(int row, int rows, int at) {
        for (int i = 0; i < rows * across; i++) {
            c.clear(i);
        }
        a.lea(Gpr.R10, Mem.at(KEYS, at * elementBytes()));
        a.lea(Gpr.R11, work(row * shape.keyDim()));
        if (shape.type() == DType.Q8_0) {
            a.lea(Gpr.RBX, Mem.at(KEY_SCALES, at * Float.BYTES));
            int groups = shape.keyDim() / GROUP;
            for (int g = 0; g < groups; g++) {
                elements(rows, GROUP);
                a.add(Gpr.RBX, BLOCK * Float.BYTES);
            }
            elements(rows, shape.keyDim() % GROUP);
        } else {
            elements(rows, shape.keyDim());
        }
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < across; i++) {
                c.store(work(scoresAt(row + r) + at + i * c.lanes()), r * across + i);
            }
        }
    }

    private int scoresAt(int row) {
        return shape.own() + row * BLOCK;
    }

    private int factorsAt() {
        return shape.own() + shape.rows() * BLOCK;
    }

    private void elements(int rows, int count) {
        if (count == 0) {
            return;
        }
        int keys = rows * across;
        int query = keys + 1;
        a.mov(Gpr.RAX, count);
        Label next = new Label();
        a.bind(next);
        for (int r = 0; r < rows; r++) {
            int element = r * shape.keyDim() * Float.BYTES;
            a.emit(Op.VBROADCASTSS, c.vec(query + r), Mem.at(Gpr.R11, element));
        }
        for (int i = 0; i < across; i++) {
            load(c.vec(keys), Mem.at(Gpr.R10, i * c.lanes() * elementBytes()));
            if (shape.type() == DType.Q8_0) {
                a.emit(Op.VMULPS, c.vec(keys), c.vec(keys), Mem.at(Gpr.RBX, i * c.lanes() * Float.BYTES));
            }
            for (int r = 0; r < rows; r++) {
                c.op(Op.VFMADD231PS, r * across + i, query + r, keys);
            }
        }
        a.add(Gpr.R10, BLOCK * elementBytes());
        a.add(Gpr.R11, Float.BYTES);
        a.sub(Gpr.RAX, 1);
        a.branch(Condition.NOT_EQUAL, next);
    }

    // --- weights

    /** Turns scores into weights, row by row: R10 its scores, R11 its sums, RAX its number. */
    private void weights() {
        int vectors = BLOCK / c.lanes();
        int t = vectors;
        int u = vectors + 1;
        int reference = vectors + 2;
        int sums = vectors + 3;
        a.zero(Gpr.RAX);
        a.lea(Gpr.R10, work(scoresAt(0)));
        a.lea(Gpr.R11, work(shape.sums()));
        Label row = new Label();
        a.bind(row);
        for (int i = 0; i < vectors; i++) {
            c.load(i, Mem.at(Gpr.R10, i * c.lanes() * Float.BYTES));
        }
        for (int i = 0; shape.softcap() > 0 && i < vectors; i++) {
            softcap(i, t, u);
        }
        if (shape.sloped()) {
            slopes(vectors, t, u, reference);
        }
        bound(vectors, 0);
        bound(vectors, 1);
        maximum(vectors, t, u);
        Mem old = Mem.at(WORK, Gpr.RAX, 4, shape.references() * Float.BYTES);
        Vec one = Vec.xmm(u);
        Vec top = Vec.xmm(t);
        a.emit(Op.VMOVSS_LOAD, one, old);
        a.emit(Op.VMAXPS, top, one, top);
        a.emit(Op.VMOVSS_STORE, old, top);
        a.emit(Op.VSUBPS, one, one, top);
        a.emit(Op.VBROADCASTSS, c.vec(reference), top);
        a.emit(Op.VBROADCASTSS, c.vec(sums), one);
        Powers.exp(c, u, sums, t);
        a.emit(Op.VMOVSS_STORE, Mem.at(WORK, Gpr.RAX, 4, factorsAt() * Float.BYTES), Vec.xmm(u));
        for (int h = 0; h < c.halves(); h++) {
            c.load(sums + h, Mem.at(Gpr.R11, h * c.lanes() * Float.BYTES));
            c.op(Op.VMULPS, sums + h, sums + h, u);
        }
        for (int i = 0; i < vectors; i++) {
            c.op(Op.VSUBPS, i, i, reference);
            Powers.exp(c, u, i, t);
            c.store(Mem.at(Gpr.R10, i * c.lanes() * Float.BYTES), u);
            int h = i % c.halves();
            c.op(Op.VADDPS, sums + h, sums + h, u);
        }
        for (int h = 0; h < c.halves(); h++) {
            c.store(Mem.at(Gpr.R11, h * c.lanes() * Float.BYTES), sums + h);
        }
        a.add(Gpr.R10, BLOCK * Float.BYTES);
        a.add(Gpr.R11, FloatCode.SUMS * Float.BYTES);
        a.add(Gpr.RAX, 1);
        a.cmp(Gpr.RAX, shape.rows());
        a.branch(Condition.NOT_EQUAL, row);
    }

    /** {@code cap · tanh(s / cap)}, as tanh(x) is 2 / (1 + exp(-2 x)) - 1. */
    private void softcap(int s, int t, int u) {
        c.op(Op.VMULPS, s, s, -2 / shape.softcap());
        Powers.exp(c, u, s, t);
        c.op(Op.VADDPS, u, u, 1f);
        c.load(s, 2f);
        c.op(Op.VDIVPS, s, s, u);
        c.op(Op.VADDPS, s, s, -1f);
        c.op(Op.VMULPS, s, s, shape.softcap());
    }

    private void slopes(int vectors, int t, int slope, int distance) {
        a.emit(Op.VBROADCASTSS, c.vec(slope), Mem.at(WORK, Gpr.RAX, 4, shape.slopes() * Float.BYTES));
        a.emit(Op.VPBROADCASTD, c.vec(distance), Mem.at(Gpr.RSP, DISTANCE_AT));
        for (int i = 0; i < vectors; i++) {
            a.emit(Op.VPADDD, c.vec(t), c.vec(distance), new Near(steps, i * c.lanes() * Float.BYTES));
            a.emit(Op.VCVTDQ2PS, c.vec(t), c.vec(t));
            c.op(Op.VFMADD231PS, i, t, slope);
        }
    }

    /** What lies beyond a bound, the first or the second of a row, becomes minus infinity, whatever it was. */
    private void bound(int vectors, int number) {
        Label all = new Label();
        a.movzxByte(RANGE, Mem.at(WORK, Gpr.RAX, 4, shape.bounds() * Float.BYTES + number));
        a.cmp(RANGE, BLOCK);
        a.branch(Condition.EQUAL, all);
        a.lea(Gpr.RBX, new Near(mask, 0));
        for (int i = 0; i < vectors; i++) {
            a.emit(Op.VMINPS, c.vec(i), c.vec(i), Mem.at(Gpr.RBX, RANGE, 4, i * c.lanes() * Float.BYTES));
        }
        a.bind(all);
    }

    /** The greatest of all elements, in the first of {@code t}. */
    private void maximum(int vectors, int t, int u) {
        c.op(Op.VMAXPS, t, 0, 1);
        for (int i = 2; i < vectors; i++) {
            c.op(Op.VMAXPS, t, t, i);
        }
        c.greatest(Op.VMAXPS, t, u);
    }

    // --- values

    /** Dims from {@code dim} on that are summed up together: those of some vectors, in one plane. */
    private int valuesAtOnce(int dim) {
        int plane = dim / BLOCK * BLOCK;
        int width = Math.min(BLOCK, shape.valueDim() - plane);
        return Math.min(across * c.lanes(), plane + width - dim);
    }

    private void values(int row, int rows, int dim, int count) {
        int plane = dim / BLOCK * BLOCK;
        int width = Math.min(BLOCK, shape.valueDim() - plane);
        int groups = Math.ceilDiv(shape.valueDim(), GROUP);
        Vec[] parts = parts(count);
        int value = rows * across;
        int weight = value + 1;
        int scale = weight + 1;
        for (int r = 0; r < rows; r++) {
            a.emit(Op.VBROADCASTSS, c.vec(weight), work(factorsAt() + row + r));
            for (int i = 0; i < parts.length; i++) {
                Vec sum = like(parts[i], r * across + i);
                a.emit(Op.VMULPS, sum, like(parts[i], weight), work(at(row + r, dim, i)));
            }
        }
        a.lea(Gpr.R10, Mem.at(VALUES, (plane * BLOCK + dim - plane) * elementBytes()));
        a.lea(Gpr.R11, work(scoresAt(row)));
        if (shape.type() == DType.Q8_0) {
            a.mov(Gpr.RBX, VALUE_SCALES);
        }
        a.mov(Gpr.RAX, RANGE);
        Label next = new Label();
        a.bind(next);
        for (int i = 0; i < parts.length; i++) {
            Vec v = like(parts[i], value);
            load(v, Mem.at(Gpr.R10, i * c.lanes() * elementBytes()));
            if (shape.type() == DType.Q8_0) {
                int group = (dim + i * c.lanes()) / GROUP;
                a.emit(Op.VBROADCASTSS, like(v, scale), Mem.at(Gpr.RBX, group * Float.BYTES));
                a.emit(Op.VMULPS, v, v, like(v, scale));
            }
            for (int r = 0; r < rows; r++) {
                Mem w = Mem.at(Gpr.R11, r * BLOCK * Float.BYTES);
                a.emit(Op.VBROADCASTSS, like(v, weight), w);
                a.emit(Op.VFMADD231PS, like(v, r * across + i), like(v, weight), v);
            }
        }
        a.add(Gpr.R10, width * elementBytes());
        a.add(Gpr.R11, Float.BYTES);
        if (shape.type() == DType.Q8_0) {
            a.add(Gpr.RBX, groups * Float.BYTES);
        }
        a.sub(Gpr.RAX, 1);
        a.branch(Condition.NOT_EQUAL, next);
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < parts.length; i++) {
                a.emit(Op.VMOVUPS_STORE, work(at(row + r, dim, i)), like(parts[i], r * across + i));
            }
        }
    }

    private int at(int row, int dim, int part) {
        return shape.values() + row * shape.valueDim() + dim + part * c.lanes();
    }

    /** Vectors for that many dims, the last one of half the width if need be. */
    private Vec[] parts(int count) {
        Vec[] parts = new Vec[Math.ceilDiv(count, c.lanes())];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = count - i * c.lanes() < c.lanes() ? Vec.ymm(0) : c.vec(0);
        }
        return parts;
    }

    private static Vec like(Vec width, int number) {
        return width.bits() == 512 ? Vec.zmm(number) : Vec.ymm(number);
    }
}
