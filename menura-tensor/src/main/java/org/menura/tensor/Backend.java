package org.menura.tensor;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.dtype.DType;

/**
 * The tensor operations that models are computed with: few and coarse, so that a second implementation (another
 * processor, or one that records gradients) stays possible without touching a model.
 *
 * <p>Every operation returns a new float tensor and leaves its operands alone, except for the states that recurrent
 * operations and caches carry from step to step. Operands are float tensors in arrays; only the weights of {@link
 * #linear}, {@link #embedding} and convolutions may have any float {@link DType} and lie anywhere. "Rows" means all dimensions but
 * the innermost. A small operand is broadcast where its shape is a suffix of the large one's. Shapes that do not fit
 * throw {@link IllegalArgumentException}.
 */
public interface Backend extends Convolutions {
    /** No id whose row would be left untrained. */
    int NO_PADDING = -1;

    /** Returns whether gradients are recorded: then tensors derived from weights must be computed anew in each step. */
    default boolean recordsGradients() {
        return false;
    }

    /**
     * Returns whether few queries attend to the rows of many keys and values as fast as to caches; else what is attended to
     * again and again is better appended to a cache.
     */
    default boolean readsRowsFast() {
        return false;
    }

    /**
     * Opens a scope: the results of operations until its end are temporary, and its end frees them. Results that must
     * survive are copied out or {@linkplain Scope#keep kept} before. Scopes nest.
     */
    Scope scope();

    /**
     * Opens a scope as {@link #scope()} does in which every row becomes what it would become as one of {@code rows} rows,
     * byte for byte, whatever other rows there are and however many (batch invariance): products and attention are
     * computed by the kernels for so many. Scopes within it do the same unless they ask for another number.
     *
     * @param rows at least 1
     */
    Scope scope(int rows);

    /** A scope of operations whose results are freed together. */
    interface Scope extends AutoCloseable {
        /** Keeps a result in the enclosing scope, or for good if there is none. */
        void keep(Tensor result);

        @Override
        void close();
    }

    /**
     * Frees a result of the innermost scope before that ends: neither it nor a view of it is read any more. Results of
     * other scopes stay.
     */
    void release(Tensor result);

    /**
     * Runs part of a forward pass, such as a block, of which only the results outlive it.
     *
     * @param x input of the body
     * @param body computes the results; where gradients are recorded it may run again, with equal results
     */
    default List<Tensor> stretch(Tensor x, Function<Tensor, List<Tensor>> body) {
        try (Scope scope = scope()) {
            List<Tensor> results = body.apply(x);
            results.forEach(scope::keep);
            return results;
        }
    }

    // --- products

    /**
     * Applies a linear layer, {@code x · wᵀ + bias}: x [rows, in], w [out, in] of any type, bias [out] → [rows, out].
     */
    Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias);

    /**
     * Applies several linear layers without bias, {@code xs[i] · ws[i]ᵀ}: what {@link #linear} returns for each, byte for
     * byte. Operands may repeat.
     */
    default Tensor[] linears(Tensor[] xs, Tensor[] ws) {
        Tensor[] out = new Tensor[xs.length];
        for (int i = 0; i < xs.length; i++) {
            out[i] = linear(xs[i], ws[i], null);
        }
        return out;
    }

    /**
     * Applies a linear layer with a low-rank update (LoRA, arXiv 2106.09685), {@code x · wᵀ + scale · (x · aᵀ) · bᵀ + bias}:
     * x [rows, in], w [out, in] of any type, bias [out], a [rank, in], b [out, rank] → [rows, out]. The result is that of
     * {@link #linear}, {@link #addLowRank} and {@link #add}, byte for byte; but nothing of its size lives on beside it.
     */
    default Tensor adaptedLinear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor a, Tensor b, float scale) {
        Tensor product = linear(x, w, null);
        Tensor y = addLowRank(product, x, a, b, scale);
        release(product);
        if (bias == null) {
            return y;
        }
        Tensor biased = add(y, bias);
        release(y);
        return biased;
    }

    /**
     * Adds a low-rank update, {@code y + scale · (x · aᵀ) · bᵀ}: y [rows, out], x [rows, in], a [rank, in], b [out, rank] →
     * [rows, out].
     */
    default Tensor addLowRank(Tensor y, Tensor x, Tensor a, Tensor b, float scale) {
        Tensor inner = linear(x, a, null);
        Tensor low = linear(inner, b, null);
        release(inner);
        Tensor update = affine(low, scale, 0);
        release(low);
        Tensor out = add(y, update);
        release(update);
        return out;
    }

    /** Multiplies two matrices, {@code a · b}: a [rows, k], b [k, n] → [rows, n]. */
    Tensor matmul(Tensor a, Tensor b);

    /** Looks up the embeddings of ids in a table [entries, width] of any type: → [ids, width]. */
    Tensor embedding(Tensor table, int[] ids);

    /**
     * Looks up embeddings as {@link #embedding(Tensor, int[])} does, of which one is not trained by being looked up.
     *
     * @param padding the id whose row gets no gradient from here, or {@link #NO_PADDING}
     */
    default Tensor embedding(Tensor table, int[] ids, int padding) {
        return embedding(table, ids);
    }

    /**
     * Returns the random numbers of a place in the pass that is being recorded: the same whenever that place is computed
     * again on the way back, others in each pass; null unless this records one.
     *
     * @param place names it, such as the path of a layer
     */
    default @Nullable Rng noise(String place) {
        return null;
    }

    // --- element by element

    /** Adds {@code a + b}, b broadcast. */
    Tensor add(Tensor a, Tensor b);

    /** Subtracts {@code a - b}, b broadcast. */
    Tensor sub(Tensor a, Tensor b);

    /** Multiplies {@code a · b} element by element, b broadcast. */
    Tensor mul(Tensor a, Tensor b);

    /** Scales and shifts each element: {@code scale · x + shift}. */
    Tensor affine(Tensor x, float scale, float shift);

    /** Clamps each element to [low, high]. */
    Tensor clamp(Tensor x, float low, float high);

    /** Applies an activation function to each element: {@code f(x)}. */
    Tensor activate(Activation f, Tensor x);

    /** Computes the gated linear unit {@code f(gate) · up} (arXiv 2002.05202). */
    Tensor gated(Activation f, Tensor gate, Tensor up);

    /** Interpolates linearly: {@code a + (b - a) · t}, t broadcast. */
    Tensor lerp(Tensor a, Tensor b, Tensor t);

    /** Multiplies row i of {@code x} by {@code factors[i]}: x [rows, n], factors [rows]. */
    Tensor scaleRows(Tensor x, Tensor factors);

    // --- over a row

    /**
     * Normalises each row by its root mean square: {@code x / sqrt(mean(x²) + eps) · w} (arXiv 1910.07467).
     *
     * @param w factors [n], or null for ones
     * @param shift added to every factor: 1 where the file stores {@code w - 1}, else 0
     */
    Tensor rmsNorm(Tensor x, @Nullable Tensor w, float eps, float shift);

    /**
     * Normalises each row's mean and variance: {@code (x - mean) / sqrt(variance + eps) · w + bias} (arXiv 1607.06450).
     */
    Tensor layerNorm(Tensor x, @Nullable Tensor w, @Nullable Tensor bias, float eps);

    /** Applies {@link #layerNorm} to each of {@code groups} equal parts of a row (arXiv 1803.08494); w, bias [n]. */
    Tensor groupNorm(Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps);

    /** Divides each row by its Euclidean norm: {@code x / max(‖x‖, eps)}. */
    Tensor l2Normalize(Tensor x, float eps);

    /** Divides each row by its sum: {@code x / sum(x)}. */
    Tensor normalizeSum(Tensor x);

    /** Computes the softmax of each row: {@code exp(x) / sum(exp(x))}. */
    Tensor softmax(Tensor x);

    // --- moving

    /** Copies columns {@code from} (inclusive) to {@code to} (exclusive) of each row. */
    Tensor columns(Tensor x, int from, int to);

    /** Concatenates the rows of several tensors: [rows, a], [rows, b], … → [rows, a + b + …]. */
    Tensor concat(List<Tensor> parts);

    /** Gathers entries of the outermost dimension, in any order, also repeatedly. */
    Tensor gatherRows(Tensor x, int[] rows);

    /**
     * Scatters and adds rows to zeros [count, n]: row i of each part is added at its {@code targets[i]}, parts in
     * order.
     *
     * @param parts tensors [rows, n]
     * @param targets for each part, a target for each row
     */
    Tensor scatterRows(int count, List<Tensor> parts, List<int[]> targets);

    /** Gathers single elements, counted row by row: → [indices]. */
    Tensor pick(Tensor x, int[] indices);

    /**
     * Finds the columns of the {@code k} largest elements of each row, in descending order; of equal ones the first.
     *
     * @param x [rows, n], n at least k
     * @return [rows * k]
     */
    default int[] topK(Tensor x, int k) {
        int n = x.shape().cols();
        int[] out = new int[Math.toIntExact(x.elements() / n * k)];
        float[] row = new float[n];
        for (int at = 0; at < out.length; at += k) {
            System.arraycopy(x.floats(), x.offset() + at / k * n, row, 0, n);
            for (int i = 0; i < k; i++) {
                int best = 0;
                for (int c = 1; c < n; c++) {
                    best = row[c] > row[best] ? c : best;
                }
                out[at + i] = best;
                row[best] = Float.NEGATIVE_INFINITY;
            }
        }
        return out;
    }

    /** Sums groups of consecutive rows: [n · group, m] → [n, m]. */
    Tensor sumGroups(Tensor x, int group);

    // --- positions

    /**
     * Applies rotary position embedding (arXiv 2104.09864) to the first {@code 2 · pairs} elements of each head.
     *
     * @param x [rows, heads, headDim]
     * @param angles cosines and sines, [rows, 2, pairs], already scaled
     * @param interleaved whether element 2i is turned against 2i + 1, rather than i against i + pairs
     */
    Tensor rope(Tensor x, Tensor angles, boolean interleaved);

    // --- sequence mixers

    /**
     * Computes scaled dot-product attention (arXiv 1706.03762), query heads sharing key heads in equal groups.
     *
     * @param q [rows, heads, headDim]
     * @param k [keyRows, keyHeads, headDim]
     * @param v [keyRows, keyHeads, valueDim]
     * @param relativeBias added to the scores by distance: entry {@code clamp(j - i, -r, r) + r} of [2 r + 1, heads]
     * @param queries rows of q per sequence
     * @param keys rows of k and v per sequence; where shorter or longer than the queries', positions end together
     * @param caches one per sequence: k and v are appended and all entries are attended to; null for k and v alone
     * @return [rows, heads, valueDim]
     */
    Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            Segments queries,
            Segments keys,
            KvCache @Nullable [] caches);

    /**
     * Computes a causal depthwise convolution over time: {@code y[t] = bias + Σ w[:, j] · x[t - K + 1 + j]}.
     *
     * @param x [rows, channels]
     * @param w [channels, K]
     * @param states the last K - 1 inputs of each sequence, [K - 1, channels], read and replaced; null for zeros
     */
    Tensor causalConv(Tensor x, Tensor w, @Nullable Tensor bias, Segments segments, Tensor @Nullable [] states);

    /**
     * Shifts each sequence by one row: returns the row before each row; for a sequence's first row, its state's, or
     * zeros where there are no states.
     *
     * @param x [rows, n]
     * @param states [n] per sequence, read and replaced by the sequence's last row
     */
    Tensor shift(Tensor x, Segments segments, Tensor @Nullable [] states);

    /**
     * Computes Mamba's selective scan (arXiv 2312.00752, algorithm 2): {@code h = exp(Δ A) h + Δ B x}, {@code y = C h +
     * D x}.
     *
     * @param x [rows, inner]
     * @param delta Δ after softplus, [rows, inner]
     * @param a A, negative, [inner, state]
     * @param b [rows, state]
     * @param c [rows, state]
     * @param d [inner]
     * @param states h per sequence, [state, inner], read and replaced; null for zeros
     * @return [rows, inner]
     */
    Tensor selectiveScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states);

    /**
     * Computes Mamba 2's scan (arXiv 2405.21060): {@link #selectiveScan} with one decay per head and B, C shared by
     * groups of heads.
     *
     * @param x [rows, heads, headDim]
     * @param delta Δ after softplus and limits, [rows, heads]
     * @param a A, negative, [heads]
     * @param b [rows, groups, state]
     * @param c [rows, groups, state]
     * @param d [heads]
     * @param states h per sequence, [heads, state, headDim], read and replaced; null for zeros
     * @return [rows, heads, headDim]
     */
    Tensor headScan(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor @Nullable [] states);

    /**
     * Computes RWKV-4's attention-free time mix (arXiv 2305.13048, equation 14) with a running maximum.
     *
     * @param decay log of the decay per step, negative, [n]
     * @param bonus added to the current token's key, [n]
     * @param k [rows, n]
     * @param v [rows, n]
     * @param states numerator, denominator and running maximum per sequence, [3, n], read and replaced; null for an
     *     empty past
     * @return [rows, n]
     */
    Tensor wkv4(Tensor decay, Tensor bonus, Tensor k, Tensor v, Segments segments, Tensor @Nullable [] states);

    /**
     * Computes the matrix-valued time mix of RWKV-5 and 6 (arXiv 2404.05892): {@code y = r (S + diag(u) kᵀ v)}, {@code
     * S = diag(w) S + kᵀ v}.
     *
     * @param r [rows, heads, headDim]; k, v alike
     * @param w decay in (0, 1), [rows, heads, headDim] or, the same for every row, [heads, headDim]
     * @param bonus u, [heads, headDim]
     * @param states S per sequence, [heads, headDim (key), headDim (value)], read and replaced; null for zeros
     * @return [rows, heads, headDim]
     */
    Tensor wkv6(Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, Segments segments, Tensor @Nullable [] states);

    /**
     * Computes RWKV-7's generalised delta rule (arXiv 2503.14456): {@code S = (diag(w) + bᵀ a) S + kᵀ v}, {@code y = r
     * S}.
     *
     * @param r [rows, heads, headDim]; w (decay in (0, 1)), k, v, a, b alike
     * @param states S per sequence, [heads, headDim (key), headDim (value)], read and replaced; null for zeros
     * @return [rows, heads, headDim]
     */
    Tensor wkv7(
            Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, Segments segments, Tensor @Nullable [] states);

    // --- objectives

    /**
     * Computes the cross-entropy of each row against its target: {@code -log softmax(logits)[target]}, 0 where the
     * target is negative.
     *
     * @param logits [rows, classes]
     * @return [rows]
     */
    Tensor crossEntropy(Tensor logits, int[] targets);

    /**
     * Computes the cross-entropy of each row against its target among the classes that the row may take: {@code -log p +
     * log Σ p} over its set, of {@code p = softmax(logits)}. 0, and no gradient, where the target is negative or the set
     * leaves no choice. Costs as much as the sets have classes, whatever the number of all.
     *
     * @param logits [rows, classes]
     * @param allowed the set of each row; one without a set is treated as by {@link #crossEntropy}
     * @return [rows]
     */
    Tensor maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed);
}
