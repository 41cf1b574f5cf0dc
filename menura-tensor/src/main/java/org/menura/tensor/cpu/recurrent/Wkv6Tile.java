package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.Primitives;

/** The way back through the time mix of RWKV-5 and 6 for one head. */
final class Wkv6Tile extends WkvReplay {
    private static final Arithmetic A = Arithmetic.BEST;
    private static final Primitives P = Primitives.BEST;

    /**
     * What was given and what is wanted; shapes as those of {@link org.menura.tensor.Backend#wkv6}.
     */
    record Operands(
            Tensor r,
            Tensor k,
            Tensor v,
            Tensor w,
            Tensor bonus,
            Tensor dy,
            @Nullable Tensor dr,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            @Nullable Tensor dw) {
        /** Whether each row has a decay of its own. */
        boolean decaysPerRow() {
            return w.shape().rank() == 3;
        }
    }

    private final WkvSteps steps;
    final Operands in;

    /** Length of a row of states: elements of the key, and room behind them for whole vectors. */
    final int stride;

    /** The gradient of the state that the step after left. */
    final float[] carried;
    /** Gradients that a step leaves. */
    final float[] dr;

    final float[] dk;
    final float[] dv;
    final float[] dw;
    /** Per lane, dv: [headDim, lanes]. */
    final float[] sums;

    /** Of all steps. */
    private final float[] dBonus;

    private final float[] dDecay;
    private final float[] product;

    /**
     * A tile for any head.
     *
     * @param stride headDim rounded up to a multiple of the steps' lanes
     */
    Wkv6Tile(WkvSteps steps, Operands in, int stride) {
        super(in.r, stride);
        this.steps = steps;
        this.in = in;
        this.stride = stride;
        carried = new float[headDim * stride];
        dr = new float[stride];
        dk = new float[stride];
        dv = new float[stride];
        dw = new float[stride];
        sums = new float[headDim * steps.lanes()];
        dBonus = new float[headDim];
        dDecay = new float[headDim];
        product = new float[headDim];
    }

    @Override
    void enter(int head) {
        super.enter(head);
        Arrays.fill(dBonus, 0);
        Arrays.fill(dDecay, 0);
    }

    /** Writes the head's gradients of bonus and, where rows share it, decay, [heads, headDim] each. */
    void leave(float[] allBonus, float @Nullable [] allDecay) {
        System.arraycopy(dBonus, 0, allBonus, head(), headDim);
        if (allDecay != null) {
            System.arraycopy(dDecay, 0, allDecay, head(), headDim);
        }
    }

    /** Returns where row t's decays of the head begin, from their tensor's first one on. */
    int decayRow(int t) {
        return in.decaysPerRow() ? row(t) : head();
    }

    @Override
    void begin(int length) {
        Arrays.fill(carried, 0);
    }

    @Override
    void advance(int t, float[] h, int h0, float[] next, int next0, int k) {
        steps.advance(this, t, h, h0, next, next0);
    }

    @Override
    void back(int t, float[] states, int before, int after, int k) {
        steps.back(this, t, states, before);
        int row = row(t);
        present(row);
        give(dr, 0, in.dr, row);
        give(dk, 0, in.dk, row);
        give(dv, 0, in.dv, row);
        if (in.decaysPerRow()) {
            give(dw, 0, in.dw, row);
        } else {
            A.add(dDecay, 0, dw, 0, dDecay, 0, headDim);
        }
    }

    /** What the step's result has of its own key and value: {@code (Σ r u k) v}. */
    private void present(int row) {
        float[] r = in.r.floats();
        int r0 = in.r.offset() + row;
        float[] k = in.k.floats();
        int k0 = in.k.offset() + row;
        float[] u = in.bonus.floats();
        int u0 = in.bonus.offset() + head();
        float[] dy = in.dy.floats();
        int dy0 = in.dy.offset() + row;
        float d = P.dot(dy, dy0, in.v.floats(), in.v.offset() + row, headDim);
        A.mul(r, r0, u, u0, product, 0, headDim);
        P.axpy(d, product, 0, dk, 0, headDim);
        P.axpy(P.dot(product, 0, k, k0, headDim), dy, dy0, dv, 0, headDim);
        A.mul(u, u0, k, k0, product, 0, headDim);
        P.axpy(d, product, 0, dr, 0, headDim);
        A.mul(r, r0, k, k0, product, 0, headDim);
        P.axpy(d, product, 0, dBonus, 0, headDim);
    }
}
