package org.menura.x86.kernel;

import org.menura.x86.asm.Assembler;
import org.menura.x86.asm.Label;
import org.menura.x86.asm.Near;
import org.menura.x86.asm.Op;

/** Writes the integers of a group for {@link StripProduct} with AVX2, which adds products of bytes to words. */
final class StripWords {
    /** Bits of q of which 16 products with rounded activations fit a word. */
    private static final int SMALL = 4;

    /** 1 in each word. */
    private static final int ONE_WORDS = 0x00010001;

    private static final int WEIGHTS = StripProduct.WEIGHTS;
    private static final int FACTOR = StripProduct.FACTOR;

    /** The register of the rows, which is free until the integers are there. */
    private static final int NEXT = 1;

    private final StripProduct product;
    private final Assembler a;
    private final Unpacked format;

    /** Where {@link #ONE_WORDS} stand. */
    private final Label ones = new Label();

    StripWords(StripProduct product, Assembler a, Unpacked format) {
        this.product = product;
        this.a = a;
        this.format = format;
    }

    /** Writes the constants, before the code. */
    void constants(Plane plane) {
        Label behind = new Label();
        a.jump(behind);
        a.data(ones, plane.vector(), Data.ints(plane.lanes(), _ -> ONE_WORDS));
        a.bind(behind);
    }

    /** Sets the integers of a group of so many vectors. */
    void group(int g, int vectors) {
        if (format.bytes() > 1) {
            words(g * vectors, vectors);
        } else if (format.bits() <= SMALL) {
            smallBytes(g, vectors);
        } else {
            bytes(g, vectors);
        }
    }

    /** The products of words, whose sums of two are whole. */
    private void words(int first, int pairs) {
        for (int i = first; i < first + pairs; i++) {
            a.emit(Op.VMOVUPS, product.vec(0), product.values(0, i));
            for (int o = 0; o < StripProduct.OUTPUTS; o++) {
                a.emit(Op.VPBROADCASTD, product.vec(WEIGHTS), product.weights(o, i));
                if (i == first) {
                    a.emit(Op.VPMADDWD, product.ints(o, 0), product.vec(WEIGHTS), product.vec(0));
                } else {
                    a.emit(Op.VPMADDWD, product.vec(WEIGHTS), product.vec(WEIGHTS), product.vec(0));
                    a.emit(Op.VPADDD, product.ints(o, 0), product.ints(o, 0), product.vec(WEIGHTS));
                }
            }
        }
    }

    /** At most {@link #SMALL} bits: sums of 16 products fit words, and become integers in the end. */
    private void smallBytes(int g, int fours) {
        for (int i = g * fours; i < (g + 1) * fours; i++) {
            a.emit(Op.VMOVUPS, product.vec(0), product.values(0, i));
            for (int o = 0; o < StripProduct.OUTPUTS; o++) {
                a.emit(Op.VPBROADCASTD, product.vec(WEIGHTS), product.weights(o, i));
                if (i == g * fours) {
                    a.emit(Op.VPMADDUBSW, product.ints(o, 0), product.vec(WEIGHTS), product.vec(0));
                } else {
                    a.emit(Op.VPMADDUBSW, product.vec(WEIGHTS), product.vec(WEIGHTS), product.vec(0));
                    a.emit(Op.VPADDW, product.ints(o, 0), product.ints(o, 0), product.vec(WEIGHTS));
                }
            }
        }
        a.emit(Op.VMOVUPS, product.vec(FACTOR), new Near(ones, 0));
        for (int o = 0; o < StripProduct.OUTPUTS; o++) {
            a.emit(Op.VPMADDWD, product.ints(o, 0), product.ints(o, 0), product.vec(FACTOR));
            if (format.excess()) {
                a.emit(Op.VPADDD, product.ints(o, 0), product.ints(o, 0), product.excess(g, 0));
            }
        }
    }

    /** Up to six bits: sums of four products fit words. */
    private void bytes(int g, int fours) {
        product.begin(g);
        for (int i = g * fours; i < (g + 1) * fours; i += 2) {
            a.emit(Op.VMOVUPS, product.vec(0), product.values(0, i));
            a.emit(Op.VMOVUPS, product.vec(NEXT), product.values(0, i + 1));
            for (int o = 0; o < StripProduct.OUTPUTS; o++) {
                a.emit(Op.VPBROADCASTD, product.vec(WEIGHTS), product.weights(o, i));
                a.emit(Op.VPBROADCASTD, product.vec(FACTOR), product.weights(o, i + 1));
                a.emit(Op.VPMADDUBSW, product.vec(WEIGHTS), product.vec(WEIGHTS), product.vec(0));
                a.emit(Op.VPMADDUBSW, product.vec(FACTOR), product.vec(FACTOR), product.vec(NEXT));
                a.emit(Op.VPADDW, product.vec(WEIGHTS), product.vec(WEIGHTS), product.vec(FACTOR));
                a.emit(Op.VPMADDWD, product.vec(WEIGHTS), product.vec(WEIGHTS), new Near(ones, 0));
                a.emit(Op.VPADDD, product.ints(o, 0), product.ints(o, 0), product.vec(WEIGHTS));
            }
        }
    }
}
