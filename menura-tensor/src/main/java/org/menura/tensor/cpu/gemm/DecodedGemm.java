package org.menura.tensor.cpu.gemm;

import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.simd.Lanes;
import org.menura.tensor.cpu.simd.Simd;
import org.menura.tensor.cpu.work.Workers;

/**
 * MatMul of float32 with weights of any type that lie with their rows along the sum, as gradients need them: all threads
 * decode a part of them into panels as wide as a tile, and then share the result. Each result is one sum in the order of its
 * terms.
 */
public final class DecodedGemm {
    /** Rows that meet one part of a panel after the other: batches of training have a multiple of them. */
    private static final int ROWS = 256;

    /** Terms that are summed up at a time where a tile's weights are to stay in the first-level cache. */
    private static final int NEAR_DEPTH = 256;

    /** Rows of weights that a thread decodes at a time. */
    private static final int STRIP = 16;

    /** What touches the Vector API, which may be missing. */
    private static final class Grids {
        /** Columns of two vectors. */
        static final int PAIR = 2 * Lanes.L;

        /** Columns of a panel: those of a tile. */
        static final int WIDE = Lanes.MANY_REGISTERS ? FloatPanels.OUTS : PAIR;

        /** Whether rows are copied close together: a power of two apart, they drive each other out of smaller caches. */
        static final boolean COPIES = WIDE < FloatPanels.OUTS;

        static final TileGrid PRODUCTS = new TileGrid(Simd.ON, FloatTile.Shape.ANY, 1, WIDE, FloatTile.Sum.SET);

        static final TileGrid SUMS = TileGrid.continuing(FloatTile.Shape.ANY, 1, WIDE);

        private Grids() {}
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    /** What a thread computes with. */
    private static final class Scratch {
        /** Rows of x close together. */
        final float[] near = new float[ROWS * NEAR_DEPTH];

        private float[] strip = {};

        /** For weights as they are decoded. */
        float[] strip(int size) {
            if (strip.length < size) {
                strip = new float[size];
            }
            return strip;
        }
    }

    private final Workers workers;
    private final PackedFloatGemm packed;

    /**
     * The products of a backend.
     *
     * @param packed has the memory for what is decoded
     */
    public DecodedGemm(Workers workers, PackedFloatGemm packed) {
        this.workers = workers;
        this.packed = packed;
    }

    /** Returns whether this processor has vectors of 8 floats or more. */
    public static boolean suitsProcessor() {
        return Simd.ON && Lanes.L >= 8;
    }

    /**
     * {@code out = x · w} of weights of any type: x [rows, depth], w [depth, cols], out [rows, cols]. Serves one thread at
     * a time.
     */
    public void multiply(Tensor x, int cols, Dequantizer w, float[] out) {
        int depth = x.shape().cols();
        int panels = Math.ceilDiv(cols, Grids.WIDE);
        int most = Math.clamp(
                PackedFloatGemm.MOST_LAID_OUT / (panels * Grids.WIDE) / PackedFloatGemm.DEPTH * PackedFloatGemm.DEPTH,
                PackedFloatGemm.DEPTH,
                Math.max(PackedFloatGemm.DEPTH, depth));
        float[] to = packed.scratch(Math.multiplyExact(panels * Grids.WIDE, Math.min(most, depth)));
        int rows = Math.toIntExact(x.shape().rows());
        for (int k0 = 0; k0 < depth; k0 += most) {
            int first = k0;
            int terms = Math.min(most, depth - k0);
            workers.run(Math.ceilDiv(terms, STRIP), 1, (from, end) -> {
                float[] strip = SCRATCH.get().strip(STRIP * cols);
                for (int i = from; i < end; i++) {
                    int k = i * STRIP;
                    int count = Math.min(STRIP, terms - k);
                    w.readFloats(first + k, count, 0, cols, strip, 0, cols);
                    spread(strip, count, cols, to, k, terms);
                }
            });
            int grain = PackedFloatGemm.grain((long) Math.min(rows, ROWS) * Grids.WIDE * terms);
            workers.run(Math.ceilDiv(rows, ROWS) * panels, grain, (from, end) -> {
                int next = from;
                while (next < end) {
                    int block = next / panels;
                    int last = Math.min(end, (block + 1) * panels);
                    multiply(x, block * ROWS, first, to, next % panels, last - block * panels, terms, cols, out);
                    next = last;
                }
            });
        }
    }

    /** Some rows from {@code r} on, and some panels, which begin with term {@code first}. */
    private static void multiply(
            Tensor x, int r, int first, float[] w, int panel, int end, int terms, int cols, float[] out) {
        int depth = x.shape().cols();
        int live = Math.min(ROWS, Math.toIntExact(x.shape().rows()) - r);
        int part = Grids.COPIES ? NEAR_DEPTH : PackedFloatGemm.DEPTH;
        for (int k = 0; k < terms; k += part) {
            int count = Math.min(part, terms - k);
            float[] a = x.floats();
            int a0 = x.offset() + r * depth + first + k;
            int step = depth;
            if (Grids.COPIES) {
                float[] near = SCRATCH.get().near;
                PackedFloatGemm.copy(a, a0, depth, near, 0, NEAR_DEPTH, live, count);
                a = near;
                a0 = 0;
                step = NEAR_DEPTH;
            }
            TileGrid tiles = first + k > 0 ? Grids.SUMS : Grids.PRODUCTS;
            for (int p = panel; p < end; p++) {
                int c = p * Grids.WIDE;
                int width = Math.min(Grids.WIDE, cols - c);
                int w0 = c * terms + k * Grids.WIDE;
                PackedFloatGemm.cover(
                        tiles, Grids.WIDE, a, a0, step, live, w, w0, count, out, r * cols + c, cols, width);
            }
        }
    }

    /** Copies rows into panels [panels, terms, columns of a tile], from term {@code k} on. */
    private static void spread(float[] rows, int count, int cols, float[] to, int k, int terms) {
        for (int c = 0; c < cols; c += Grids.WIDE) {
            int at = c * terms + k * Grids.WIDE;
            if (Grids.WIDE == Grids.PAIR && cols - c >= Grids.WIDE) {
                copyPairs(rows, c, cols, to, at, count);
            } else {
                PackedFloatGemm.copy(rows, c, cols, to, at, Grids.WIDE, count, Math.min(Grids.WIDE, cols - c));
            }
        }
    }

    /** Copies two vectors of each row: a call for so few floats takes longer than they do. */
    private static void copyPairs(float[] from, int from0, int stride, float[] to, int to0, int rows) {
        for (int i = 0; i < rows; i++) {
            int at = from0 + i * stride;
            FloatVector.fromArray(Lanes.F, from, at).intoArray(to, to0 + i * Grids.PAIR);
            FloatVector.fromArray(Lanes.F, from, at + Lanes.L).intoArray(to, to0 + i * Grids.PAIR + Lanes.L);
        }
    }
}
