package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/** The way back through RWKV-7's delta rule for one head. */
final class Wkv7Tile extends WkvReplay {
    /** What was given and what is wanted; shapes as those of {@link org.menura.tensor.Backend#wkv7}. */
    record Operands(
            Tensor r,
            Tensor w,
            Tensor k,
            Tensor v,
            Tensor a,
            Tensor b,
            Tensor dy,
            @Nullable Tensor dr,
            @Nullable Tensor dw,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            @Nullable Tensor da,
            @Nullable Tensor db) {}

    private final WkvSteps steps;
    final Operands in;

    /** Length of a row of states: elements of the key, and room behind them for whole vectors. */
    final int stride;

    /** The gradient of the state that the step after left. */
    final float[] carried;
    /** Gradients that a step leaves. */
    final float[] dr;

    final float[] dw;
    final float[] dk;
    final float[] dv;
    final float[] da;
    final float[] db;
    /** The gradient of {@code removed}. */
    final float[] dRemoved;
    /** Per lane, sums for elements of the value: dv [headDim, lanes], and dRemoved behind it. */
    final float[] sums;

    /** {@code a S} of the steps of a chunk, [steps, headDim]. */
    float[] removed = {};

    /**
     * A tile for any head.
     *
     * @param stride headDim rounded up to a multiple of the steps' lanes
     */
    Wkv7Tile(WkvSteps steps, Operands in, int stride) {
        super(in.r, stride);
        this.steps = steps;
        this.in = in;
        this.stride = stride;
        carried = new float[headDim * stride];
        dr = new float[stride];
        dw = new float[stride];
        dk = new float[stride];
        dv = new float[stride];
        da = new float[stride];
        db = new float[stride];
        dRemoved = new float[stride];
        sums = new float[2 * headDim * steps.lanes()];
    }

    @Override
    void begin(int length) {
        removed = grown(removed, length * headDim);
        Arrays.fill(carried, 0);
    }

    @Override
    void advance(int t, float[] h, int h0, float[] next, int next0, int k) {
        steps.advance(this, t, h, h0, next, next0, k * headDim);
    }

    @Override
    void back(int t, float[] states, int before, int after, int k) {
        steps.back(this, t, states, before, after, k * headDim);
        int row = row(t);
        give(dr, 0, in.dr, row);
        give(dw, 0, in.dw, row);
        give(dk, 0, in.dk, row);
        give(dv, 0, in.dv, row);
        give(da, 0, in.da, row);
        give(db, 0, in.db, row);
    }
}
