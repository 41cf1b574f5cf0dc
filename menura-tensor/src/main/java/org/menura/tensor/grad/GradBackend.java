package org.menura.tensor.grad;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Gradients;
import org.menura.tensor.Tensor;

/**
 * Any backend, with gradients: between {@link #record} and the end of the recording, operations that depend on a
 * parameter are remembered, and the way back goes through them in reverse (reverse-mode automatic differentiation).
 * Outside of a recording it computes as the backend does that it wraps. Serves one thread at a time.
 */
public final class GradBackend extends GradImages {
    /**
     * Gradients around a backend.
     *
     * @param ops what computes
     * @param kernels its backward passes
     * @param recomputes whether a block of a model keeps only its result and is computed again on the way back
     *     (arXiv 1604.06174): less memory, a third more work
     */
    public GradBackend(Backend ops, Gradients kernels, boolean recomputes) {
        super(ops, kernels, recomputes);
    }

    // --- products

    @Override
    public Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias) {
        Tensor y = ops.linear(x, w, bias);
        return needs(x, w, bias)
                ? recorded(y, (g, dy) -> {
                    if (g.needs(x)) {
                        g.give(x, kernels.through(dy, w));
                    }
                    outer(dy, x, g.target(w));
                    add(dy, 1, g.target(bias));
                })
                : y;
    }

    /** Of the update it keeps {@code x · aᵀ} alone. */
    @Override
    public Tensor adaptedLinear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor a, Tensor b, float scale) {
        if (!needs(x, w, bias, a, b)) {
            return ops.adaptedLinear(x, w, bias, a, b, scale);
        }
        Tensor product = ops.linear(x, w, null);
        Tensor inner = ops.linear(x, a, null); // [rows, rank]
        Tensor low = ops.linear(inner, b, null);
        Tensor update = ops.affine(low, scale, 0);
        ops.release(low);
        kernels.add(update, 1, product);
        ops.release(update);
        Tensor y = product;
        if (bias != null) {
            y = ops.add(product, bias);
            ops.release(product);
        }
        return recorded(y, (g, dy) -> {
            add(dy, 1, g.target(bias));
            Tensor dLow = ops.affine(dy, scale, 0);
            outer(dLow, inner, g.target(b));
            Tensor dInner = kernels.through(dLow, b);
            ops.release(dLow);
            if (g.needs(x)) {
                g.give(x, kernels.through(dInner, a));
            }
            outer(dInner, x, g.target(a));
            ops.release(dInner);
            if (g.needs(x)) {
                g.give(x, kernels.through(dy, w));
            }
            outer(dy, x, g.target(w));
        });
    }

    @Override
    public Tensor matmul(Tensor a, Tensor b) {
        Tensor y = ops.matmul(a, b);
        return needs(a, b)
                ? recorded(y, (g, dy) -> {
                    if (g.needs(a)) {
                        g.give(a, ops.linear(dy, b, null)); // dy · bᵀ
                    }
                    outer(a, dy, g.target(b)); // aᵀ · dy
                })
                : y;
    }

    private void outer(Tensor dy, Tensor x, @Nullable Tensor dw) {
        if (dw != null) {
            kernels.outer(dy, x, dw);
        }
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        Tensor y = ops.embedding(table, ids);
        return needs(table) ? recorded(y, (g, dy) -> kernels.gatherRows(dy, ids, wanted(g, table))) : y;
    }

    // --- element by element

    private void add(Tensor dy, float scale, @Nullable Tensor dx) {
        if (dx != null) {
            kernels.add(dy, scale, dx);
        }
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        Tensor y = ops.add(a, b);
        return needs(a, b)
                ? recorded(y, (g, dy) -> {
                    add(dy, 1, g.target(a));
                    add(dy, 1, g.target(b));
                })
                : y;
    }

    @Override
    public Tensor sub(Tensor a, Tensor b) {
        Tensor y = ops.sub(a, b);
        return needs(a, b)
                ? recorded(y, (g, dy) -> {
                    add(dy, 1, g.target(a));
                    add(dy, -1, g.target(b));
                })
                : y;
    }

    @Override
    public Tensor mul(Tensor a, Tensor b) {
        Tensor y = ops.mul(a, b);
        return needs(a, b)
                ? recorded(y, (g, dy) -> {
                    addProduct(dy, b, g.target(a));
                    addProduct(dy, a, g.target(b));
                })
                : y;
    }

    private void addProduct(Tensor dy, Tensor factor, @Nullable Tensor dx) {
        if (dx != null) {
            kernels.addProduct(dy, factor, dx);
        }
    }

    @Override
    public Tensor affine(Tensor x, float scale, float shift) {
        Tensor y = ops.affine(x, scale, shift);
        return needs(x) ? recorded(y, (g, dy) -> add(dy, scale, g.target(x))) : y;
    }

    @Override
    public Tensor clamp(Tensor x, float low, float high) {
        Tensor y = ops.clamp(x, low, high);
        return needs(x) ? recorded(y, (g, dy) -> kernels.clamp(x, low, high, dy, wanted(g, x))) : y;
    }

    @Override
    public Tensor activate(Activation f, Tensor x) {
        Tensor y = ops.activate(f, x);
        return needs(x) ? recorded(y, (g, dy) -> kernels.activate(f, x, dy, wanted(g, x))) : y;
    }

    @Override
    public Tensor gated(Activation f, Tensor gate, Tensor up) {
        Tensor y = ops.gated(f, gate, up);
        return needs(gate, up)
                ? recorded(y, (g, dy) -> kernels.gated(f, gate, up, dy, g.target(gate), g.target(up)))
                : y;
    }

    @Override
    public Tensor lerp(Tensor a, Tensor b, Tensor t) {
        Tensor y = ops.lerp(a, b, t);
        return needs(a, b, t)
                ? recorded(y, (g, dy) -> kernels.lerp(a, b, t, dy, g.target(a), g.target(b), g.target(t)))
                : y;
    }

    @Override
    public Tensor scaleRows(Tensor x, Tensor factors) {
        Tensor y = ops.scaleRows(x, factors);
        return needs(x, factors)
                ? recorded(y, (g, dy) -> kernels.scaleRows(x, factors, dy, g.target(x), g.target(factors)))
                : y;
    }

    // --- over a row

    @Override
    public Tensor rmsNorm(Tensor x, @Nullable Tensor w, float eps, float shift) {
        Tensor y = ops.rmsNorm(x, w, eps, shift);
        return needs(x, w)
                ? recorded(y, (g, dy) -> kernels.rmsNorm(x, w, eps, shift, dy, g.target(x), g.target(w)))
                : y;
    }

    @Override
    public Tensor layerNorm(Tensor x, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return normed(ops.layerNorm(x, w, bias, eps), x, 1, w, bias, eps);
    }

    @Override
    public Tensor groupNorm(Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return normed(ops.groupNorm(x, groups, w, bias, eps), x, groups, w, bias, eps);
    }

    private Tensor normed(Tensor y, Tensor x, int groups, @Nullable Tensor w, @Nullable Tensor bias, float eps) {
        return needs(x, w, bias)
                ? recorded(
                        y,
                        (g, dy) -> kernels.groupNorm(x, groups, w, eps, dy, g.target(x), g.target(w), g.target(bias)))
                : y;
    }

    @Override
    public Tensor l2Normalize(Tensor x, float eps) {
        Tensor y = ops.l2Normalize(x, eps);
        return needs(x) ? recorded(y, (g, dy) -> kernels.l2Normalize(x, eps, dy, wanted(g, x))) : y;
    }

    @Override
    public Tensor normalizeSum(Tensor x) {
        Tensor y = ops.normalizeSum(x);
        return needs(x) ? recorded(y, (g, dy) -> kernels.normalizeSum(x, dy, wanted(g, x))) : y;
    }

    @Override
    public Tensor softmax(Tensor x) {
        Tensor y = ops.softmax(x);
        return needs(x) ? recordedWithResult(y, (g, dy) -> kernels.softmax(y, dy, wanted(g, x))) : y;
    }

    // --- moving

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        Tensor y = ops.columns(x, from, to);
        return needs(x) ? recorded(y, (g, dy) -> kernels.columns(dy, from, wanted(g, x))) : y;
    }

    @Override
    public Tensor concat(List<Tensor> parts) {
        Tensor y = ops.concat(parts);
        return needs(parts.toArray(Tensor[]::new))
                ? recorded(y, (g, dy) -> {
                    int from = 0;
                    for (Tensor part : parts) {
                        Tensor target = g.target(part);
                        if (target != null) {
                            kernels.part(dy, from, target);
                        }
                        from += part.shape().cols();
                    }
                })
                : y;
    }

    @Override
    public Tensor gatherRows(Tensor x, int[] rows) {
        Tensor y = ops.gatherRows(x, rows);
        return needs(x) ? recorded(y, (g, dy) -> kernels.gatherRows(dy, rows, wanted(g, x))) : y;
    }

    @Override
    public Tensor scatterRows(int count, List<Tensor> parts, List<int[]> targets) {
        Tensor y = ops.scatterRows(count, parts, targets);
        return needs(parts.toArray(Tensor[]::new))
                ? recorded(y, (g, dy) -> {
                    for (int i = 0; i < parts.size(); i++) {
                        Tensor target = g.target(parts.get(i));
                        if (target != null) {
                            kernels.scatterRows(dy, targets.get(i), target);
                        }
                    }
                })
                : y;
    }

    @Override
    public Tensor pick(Tensor x, int[] indices) {
        Tensor y = ops.pick(x, indices);
        return needs(x) ? recorded(y, (g, dy) -> kernels.pick(dy, indices, wanted(g, x))) : y;
    }

    @Override
    public Tensor sumGroups(Tensor x, int group) {
        Tensor y = ops.sumGroups(x, group);
        return needs(x) ? recorded(y, (g, dy) -> kernels.sumGroups(dy, group, wanted(g, x))) : y;
    }

    @Override
    public Tensor rope(Tensor x, Tensor angles, boolean interleaved) {
        Tensor y = ops.rope(x, angles, interleaved);
        return needs(x) ? recorded(y, (g, dy) -> kernels.rope(dy, angles, interleaved, wanted(g, x))) : y;
    }

    // --- objectives

    @Override
    public Tensor crossEntropy(Tensor logits, int[] targets) {
        Tensor y = ops.crossEntropy(logits, targets);
        return needs(logits)
                ? recorded(y, (g, dy) -> {
                    if (g.mayReplace(logits)) {
                        kernels.crossEntropyInPlace(logits, targets, dy);
                        g.replace(logits);
                    } else {
                        kernels.crossEntropy(logits, targets, dy, wanted(g, logits));
                    }
                })
                : y;
    }

    @Override
    public Tensor maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed) {
        Tensor y = ops.maskedCrossEntropy(logits, targets, allowed);
        return needs(logits)
                ? recorded(y, (g, dy) -> kernels.maskedCrossEntropy(logits, targets, allowed, dy, wanted(g, logits)))
                : y;
    }
}
