package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.Primitives;

/** The way back through the time mix of RWKV-5 and 6 for one head. */
final class Wkv6Tile extends ChunkReplay {
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
    final int heads;
    final int headDim;

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
    private int head;

    /**
     * A tile for any head.
     *
     * @param stride headDim rounded up to a multiple of the steps' lanes
     */
    Wkv6Tile(WkvSteps steps, Operands in, int stride) {
        super(in.r.dim(2) * stride);
        this.steps = steps;
        this.in = in;
        this.stride = stride;
        heads = in.r.dim(1);
        headDim = in.r.dim(2);
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

    /** Goes to a head. */
    void enter(int newHead) {
        head = newHead;
        Arrays.fill(dBonus, 0);
        Arrays.fill(dDecay, 0);
    }

    /** Writes the head's gradients of bonus and, where rows share it, decay, [heads, headDim] each. */
    void leave(float[] allBonus, float @Nullable [] allDecay) {
        System.arraycopy(dBonus, 0, allBonus, head * headDim, headDim);
        if (allDecay != null) {
            System.arraycopy(dDecay, 0, allDecay, head * headDim, headDim);
        }
    }

    /** Where row t's elements of the head begin, from their tensor's first one on. */
    int row(int t) {
        return (t * heads + head) * headDim;
    }

    /** Returns where row t's decays of the head begin, from their tensor's first one on. */
    int decayRow(int t) {
        return in.decaysPerRow() ? row(t) : head * headDim;
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
        give(dr, in.dr, row, headDim);
        give(dk, in.dk, row, headDim);
        give(dv, in.dv, row, headDim);
        if (in.decaysPerRow()) {
            give(dw, in.dw, row, headDim);
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
        int u0 = in.bonus.offset() + head * headDim;
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

    /** Adds a step's gradient to what is wanted. */
    static void give(float[] of, @Nullable Tensor gradient, int row, int n) {
        if (gradient != null) {
            int at = gradient.offset() + row;
            A.add(gradient.floats(), at, of, 0, gradient.floats(), at, n);
        }
    }
}
