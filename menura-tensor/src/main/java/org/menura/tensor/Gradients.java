package org.menura.tensor;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/**
 * The backward passes of {@link Backend}'s operations, which compute gradients.
 *
 * <p>Operands have the names and shapes of the operation. {@code dy} is the gradient with respect to its result and has
 * its shape; {@code dx}, {@code dw}, … are the gradients with respect to operands and have theirs. Every method
 * <em>adds</em> to those and leaves all else alone; where one may be null, it is not wanted. All are float tensors in
 * arrays. Work is split so that no result depends on the number of threads.
 */
@Extension
public interface Gradients {
    /** Creates zeros, which live as long as the results of operations do. */
    Tensor zeros(Shape shape);

    // --- products

    /**
     * Adds {@code dyᵀ · x}, the gradient of a linear layer's weights, to dw: dy [rows, out], x [rows, in], dw [out,
     * in].
     */
    void outer(Tensor dy, Tensor x, Tensor dw);

    /**
     * Computes {@code dy · w}, the gradient of a linear layer's input: dy [rows, out], w [out, in] of any type → [rows,
     * in].
     */
    Tensor through(Tensor dy, Tensor w);

    /**
     * Computes both gradients of a linear layer: returns {@code dy · w} and adds {@code dyᵀ · x} to dw. dy [rows, out], x [rows, in],
     * w and dw [out, in] → [rows, in].
     */
    default Tensor linear(Tensor dy, Tensor x, Tensor w, Tensor dw) {
        Tensor dx = through(dy, w);
        outer(dy, x, dw);
        return dx;
    }

    /**
     * Computes {@code scale · (x · aᵀ)}, what the way back needs of a low-rank update: x [rows, in], a [rank, in] → [rows,
     * rank].
     */
    Tensor lowRankInner(Tensor x, Tensor a, float scale);

    /** Adds a low-rank update in place, {@code y += inner · bᵀ}: inner [rows, rank], b [out, rank], y [rows, out]. */
    void addLowRank(Tensor inner, Tensor b, Tensor y);

    /** Adds the gradients of {@link #addLowRank} with the {@code inner} of {@link #lowRankInner}, but for that of y. */
    void lowRank(
            Tensor x,
            Tensor inner,
            Tensor a,
            Tensor b,
            float scale,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor da,
            @Nullable Tensor db);

    // --- element by element

    /**
     * Adds a scaled gradient, {@code dx += scale · dy}; where dx is the shorter, as the broadcast operand is,
     * repetitions are summed.
     */
    void add(Tensor dy, float scale, Tensor dx);

    /** Adds a product, {@code dx += a · b}, b broadcast; where dx is the shorter, repetitions are summed. */
    void addProduct(Tensor a, Tensor b, Tensor dx);

    /** Adds the gradient of {@link Backend#clamp}, which passes where x is within the limits or at one. */
    void clamp(Tensor x, float low, float high, Tensor dy, Tensor dx);

    /** Adds the gradient of {@link Backend#activate}. */
    void activate(Activation f, Tensor x, Tensor dy, Tensor dx);

    /** Adds the gradients of {@link Backend#gated}. */
    void gated(Activation f, Tensor gate, Tensor up, Tensor dy, @Nullable Tensor dGate, @Nullable Tensor dUp);

    /** Adds the gradients of {@link Backend#lerp}. */
    void lerp(Tensor a, Tensor b, Tensor t, Tensor dy, @Nullable Tensor da, @Nullable Tensor db, @Nullable Tensor dt);

    /** Adds the gradients of {@link Backend#scaleRows}. */
    void scaleRows(Tensor x, Tensor factors, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dFactors);

    // --- over a row

    /** Adds the gradients of {@link Backend#rmsNorm}. */
    void rmsNorm(
            Tensor x, @Nullable Tensor w, float eps, float shift, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dw);

    /**
     * Adds the gradients of {@link Backend#groupNorm(Tensor, int, Tensor, Tensor, float)}; with one group, of {@link
     * Backend#layerNorm}.
     */
    void groupNorm(
            Tensor x,
            int groups,
            @Nullable Tensor w,
            float eps,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias);

    /** Adds the gradient of {@link Backend#l2Normalize}. */
    void l2Normalize(Tensor x, float eps, Tensor dy, Tensor dx);

    /** Adds the gradient of {@link Backend#normalizeSum}. */
    void normalizeSum(Tensor x, Tensor dy, Tensor dx);

    /**
     * Adds the gradient of {@link Backend#softmax}.
     *
     * @param y the operation's result
     */
    void softmax(Tensor y, Tensor dy, Tensor dx);

    // --- moving

    /** Adds the gradient of {@link Backend#columns}: dy is added to the columns of dx from {@code from} on. */
    void columns(Tensor dy, int from, Tensor dx);

    /**
     * Adds the gradient of a part of {@link Backend#concat}: columns of dy from {@code from} on, as many as dx has, are
     * added to dx.
     */
    void part(Tensor dy, int from, Tensor dx);

    /**
     * Adds the gradient of {@link Backend#gatherRows} and {@link Backend#embedding}: entry i of dy is added to entry
     * {@code rows[i]} of dx, in the order of i.
     */
    void gatherRows(Tensor dy, int[] rows, Tensor dx);

    /**
     * Adds the gradient of a part of {@link Backend#scatterRows}: row {@code targets[i]} of dy is added to row i of dx.
     */
    void scatterRows(Tensor dy, int[] targets, Tensor dx);

    /** Adds the gradient of {@link Backend#pick}. */
    void pick(Tensor dy, int[] indices, Tensor dx);

    /** Adds the gradient of {@link Backend#sumGroups}. */
    void sumGroups(Tensor dy, int group, Tensor dx);

    /** Adds the gradient of {@link Backend#rope}. */
    void rope(Tensor dy, Tensor angles, boolean interleaved, Tensor dx);

    // --- sequence mixers; sequences are whole, without caches or states

    /**
     * Adds the gradients of {@link Backend#attention}.
     *
     * @param y the operation's result
     */
    void attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            Segments queries,
            Segments keys,
            Tensor y,
            Tensor dy,
            @Nullable Tensor dq,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            @Nullable Tensor dRelativeBias);

    /** Adds the gradients of {@link Backend#causalConv}. */
    void causalConv(
            Tensor x,
            Tensor w,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias);

    /** Adds the gradient of {@link Backend#shift}. */
    void shift(Tensor dy, Segments segments, Tensor dx);

    /** Adds the gradients of {@link Backend#selectiveScan}. */
    void selectiveScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dDelta,
            @Nullable Tensor da,
            @Nullable Tensor db,
            @Nullable Tensor dc,
            @Nullable Tensor dd);

    /** Adds the gradients of {@link Backend#headScan}. */
    void headScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dDelta,
            @Nullable Tensor da,
            @Nullable Tensor db,
            @Nullable Tensor dc,
            @Nullable Tensor dd);

    /** Adds the gradients of {@link Backend#wkv4}. */
    void wkv4(
            Tensor decay,
            Tensor bonus,
            Tensor k,
            Tensor v,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dDecay,
            @Nullable Tensor dBonus,
            @Nullable Tensor dk,
            @Nullable Tensor dv);

    /** Adds the gradients of {@link Backend#wkv6}; dw has the shape of w. */
    void wkv6(
            Tensor r,
            Tensor k,
            Tensor v,
            Tensor w,
            Tensor bonus,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dr,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            @Nullable Tensor dw,
            @Nullable Tensor dBonus);

    /** Adds the gradients of {@link Backend#wkv7}. */
    void wkv7(
            Tensor r,
            Tensor w,
            Tensor k,
            Tensor v,
            Tensor a,
            Tensor b,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dr,
            @Nullable Tensor dw,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            @Nullable Tensor da,
            @Nullable Tensor db);

    // --- pictures

    /**
     * Adds the gradient of the weights of {@link Backend#conv}; and of {@link Backend#convTransposed}, given the
     * gradient of its result as x, its operand as dy, and the grid of its result.
     *
     * @param dw of the shape of w, out first
     */
    void convWeights(Tensor x, Tensor dy, Grid grid, Window window, int groups, Tensor dw);

    /** Adds the gradients of {@link Convolutions#groupNorm}. */
    void groupNorm(
            Tensor x,
            Segments pictures,
            int groups,
            @Nullable Tensor w,
            float eps,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias);

    // --- objectives

    /** Adds the gradient of {@link Backend#crossEntropy}: dy [rows]; rows with a negative target add nothing. */
    void crossEntropy(Tensor logits, int[] targets, Tensor dy, Tensor dLogits);

    /**
     * Replaces logits by the gradient of {@link Backend#crossEntropy}, the same bytes that {@link #crossEntropy} adds to
     * zeros: dy [rows]; rows with a negative target become zeros.
     */
    void crossEntropyInPlace(Tensor logits, int[] targets, Tensor dy);

    /** Adds the gradient of {@link Backend#maskedCrossEntropy}: dy [rows]; classes that a row may not take get nothing. */
    void maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed, Tensor dy, Tensor dLogits);
}
