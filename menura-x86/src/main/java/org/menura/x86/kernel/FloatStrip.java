package org.menura.x86.kernel;

import java.util.List;
import org.menura.tensor.dtype.DType;
import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Condition;
import org.menura.x86.asm.Gpr;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Mem;
import org.menura.x86.asm.Op;
import org.menura.x86.asm.Vec;

/**
 * Writes products of many rows in float32 with weights of 16 bits: rows of weights are decoded {@link #DEPTH} values at a time into
 * strips of {@link #outputs} rows, each of which stays in the nearest cache while it meets planes of {@link HalfCode#LANES} rows of
 * activations, side by side. An output of a row is one sum in the order of the terms, each added by a fused multiply-add, whatever the
 * vectors' length.
 *
 * @param wide whether with vectors of 512 bits
 */
public record FloatStrip(boolean wide) {
    /** Values of each output in a strip. */
    public static final int DEPTH = 256;

    /** Values that are decoded at a time: rows are of a multiple of them. */
    public static final int BLOCK = 16;

    private static final int STRIDE = DEPTH * Float.BYTES;

    /** Terms in a turn of the loop. */
    public static final int TERMS = 4;

    private static final int LINE = 64;

    /** Returns code with the vectors of a set of instructions. */
    public static FloatStrip of(Isa isa) {
        return new FloatStrip(isa == Isa.AVX512);
    }

    /** Returns the outputs of a strip: their sums take 16 of 32 registers, or 12 of 16. */
    public int outputs() {
        return wide ? 16 : 6;
    }

    /** Returns the outputs whose strips the first-level cache holds beside a plane: a multiple of a strip's. */
    public int together() {
        return wide ? 32 : 24;
    }

    /** Bytes of a vector. */
    private int vector() {
        return wide ? 64 : 32;
    }

    /** Vectors beside each other in a plane. */
    private int vectors() {
        return HalfCode.LANES * Float.BYTES / vector();
    }

    private Vec vec(int index) {
        return wide ? Vec.zmm(index) : Vec.ymm(index);
    }

    /** Returns whether there is code for weights of a type, {@code in} to an output. */
    public static boolean has(DType type, int in) {
        return (type == DType.F16 || type == DType.BF16) && in >= BLOCK && in % BLOCK == 0;
    }

    /**
     * Writes {@code void decode(weights, strips, outputs, blocks)}: so many {@link #BLOCK}s of each of some rows of weights, which lie
     * {@code in} values apart; asks for what a full strip has next.
     */
    public byte[] decode(DType type, int in) {
        FloatFamily family = type == DType.F16 ? FloatFamily.F16 : FloatFamily.BF16;
        Assembler a = new Assembler();
        Gpr weights = Gpr.RDI;
        Gpr strip = Gpr.RSI;
        Gpr outputs = Gpr.RDX;
        Gpr from = Gpr.R8;
        Gpr to = Gpr.R9;
        Gpr left = Gpr.R10;
        int rowBytes = Math.toIntExact(type.bytes(in));
        int part = Math.toIntExact(type.bytes(vector() / Float.BYTES));
        int parts = BLOCK * Float.BYTES / vector();
        Label output = new Label();
        Label next = new Label();
        a.bind(output);
        a.mov(from, weights);
        a.mov(to, strip);
        a.mov(left, Gpr.RCX);
        a.bind(next);
        a.prefetch(Mem.at(from, Math.toIntExact(type.bytes(DEPTH))));
        for (int i = 0; i < parts; i++) {
            family.load(a, vec(i), Mem.at(from, i * part));
            a.emit(Op.VMOVUPS_STORE, Mem.at(to, i * vector()), vec(i));
        }
        a.add(from, parts * part);
        a.add(to, parts * vector());
        a.sub(left, 1);
        a.branch(Condition.NOT_EQUAL, next);
        a.add(weights, rowBytes);
        a.add(strip, STRIDE);
        a.sub(outputs, 1);
        a.branch(Condition.NOT_EQUAL, output);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    /**
     * Writes {@code void product(strips, planes, sums, counts)}, which adds to sums [outputs, rows]. The counts are five longs: terms by
     * {@value #TERMS}, the bytes from the last term of a plane to the first one of the next, those from an output's sums to the next
     * one's, how many planes there are, and how many strips.
     */
    public byte[] product() {
        Assembler a = new Assembler();
        Gpr strip = Gpr.RDI;
        Gpr first = Gpr.RSI;
        Gpr firstSums = Gpr.RDX;
        Gpr counts = Gpr.RCX;
        Gpr stride = Gpr.R8;
        Gpr planes = Gpr.R9;
        Gpr left = Gpr.R10;
        Gpr weights = Gpr.R11;
        Gpr values = Gpr.RBX;
        Gpr sums = Gpr.R12;
        Gpr strips = Gpr.R13;
        List<Gpr> saved = List.of(values, sums, strips);
        saved.forEach(a::push);
        a.mov(stride, Mem.at(counts, 2 * Long.BYTES));
        a.mov(strips, Mem.at(counts, 4 * Long.BYTES));
        Label each = new Label();
        Label plane = new Label();
        Label next = new Label();
        a.bind(each);
        a.mov(planes, Mem.at(counts, 3 * Long.BYTES));
        a.mov(values, first);
        a.mov(sums, firstSums);
        a.bind(plane);
        forEachSum(a, sums, stride, (sum, at) -> a.emit(Op.VMOVUPS, sum, at));
        a.mov(weights, strip);
        a.mov(left, Mem.at(counts, 0));
        a.bind(next);
        for (int k = 0; k < TERMS; k++) {
            for (int j = 0; j < vectors(); j++) {
                a.emit(Op.VMOVUPS, vec(j), Mem.at(values, k * LINE + j * vector()));
            }
            for (int o = 0; o < outputs(); o++) {
                multiply(a, o, Mem.at(weights, o * STRIDE + k * Float.BYTES));
            }
        }
        a.add(weights, TERMS * Float.BYTES);
        a.add(values, TERMS * LINE);
        a.sub(left, 1);
        a.branch(Condition.NOT_EQUAL, next);
        forEachSum(a, sums, stride, (sum, at) -> a.emit(Op.VMOVUPS_STORE, at, sum));
        a.add(sums, LINE);
        a.mov(left, Mem.at(counts, Long.BYTES));
        a.add(values, left);
        a.sub(planes, 1);
        a.branch(Condition.NOT_EQUAL, plane);
        a.add(strip, outputs() * STRIDE);
        for (int o = 0; o < outputs(); o++) {
            a.add(firstSums, stride);
        }
        a.sub(strips, 1);
        a.branch(Condition.NOT_EQUAL, each);
        saved.reversed().forEach(a::pop);
        a.vzeroupper();
        a.ret();
        return a.code();
    }

    /** Adds the products of the plane's vectors and an output's weight. */
    private void multiply(Assembler a, int output, Mem weight) {
        if (wide) {
            a.emit(Op.VFMADD231PS, sum(output, 0), vec(0), weight.broadcasting());
            return;
        }
        Vec all = Vec.ymm(vectors() + output % 2);
        a.emit(Op.VBROADCASTSS, all, weight);
        for (int j = 0; j < vectors(); j++) {
            a.emit(Op.VFMADD231PS, sum(output, j), vec(j), all);
        }
    }

    private interface Move {
        void emit(Vec sum, Mem at);
    }

    private void forEachSum(Assembler a, Gpr sums, Gpr stride, Move move) {
        a.mov(Gpr.RAX, sums);
        for (int o = 0; o < outputs(); o++) {
            for (int j = 0; j < vectors(); j++) {
                move.emit(sum(o, j), Mem.at(Gpr.RAX, j * vector()));
            }
            a.add(Gpr.RAX, stride);
        }
    }

    private Vec sum(int output, int vector) {
        return vec((wide ? 31 : 15) - (output * vectors() + vector));
    }
}
