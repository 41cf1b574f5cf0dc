package org.menura.tensor.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.ClassSets;
import org.menura.tensor.Gradients;
import org.menura.tensor.Grid;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.cpu.attention.AttentionGradient;
import org.menura.tensor.cpu.conv.ConvPlan;
import org.menura.tensor.cpu.conv.ConvolutionGradients;
import org.menura.tensor.cpu.elementwise.ElementGradients;
import org.menura.tensor.cpu.elementwise.MoveGradients;
import org.menura.tensor.cpu.matmul.LowRankGradients;
import org.menura.tensor.cpu.matmul.LowRankProducts;
import org.menura.tensor.cpu.matmul.ProductGradients;
import org.menura.tensor.cpu.norm.GroupNorms;
import org.menura.tensor.cpu.norm.NormGradients;
import org.menura.tensor.cpu.recurrent.ScanGradients;
import org.menura.tensor.cpu.recurrent.WkvGradients;

/** The backward passes of {@link CpuBackend}, with its threads and memory. Serves one thread at a time. */
@Extension
public final class CpuGradients implements Gradients {
    private final CpuBackend ops;

    /** Creates the backward passes of the operations of {@code ops}. */
    public CpuGradients(CpuBackend ops) {
        this.ops = ops;
    }

    @Override
    public Tensor zeros(Shape shape) {
        Tensor out = ops.make(shape);
        Arrays.fill(out.floats(), 0, (int) shape.elements(), 0);
        return out;
    }

    @Override
    public void outer(Tensor dy, Tensor x, Tensor dw) {
        ProductGradients.outer(ops.workers, ops.pool, ops.products, dy, x, dw);
    }

    @Override
    public Tensor through(Tensor dy, Tensor w) {
        return ProductGradients.through(ops.workers, ops.pool, ops.products, dy, w);
    }

    @Override
    public Tensor linear(Tensor dy, Tensor x, Tensor w, Tensor dw) {
        return ProductGradients.linear(ops.workers, ops.pool, ops.products, dy, x, w, dw);
    }

    @Override
    public Tensor lowRankInner(Tensor x, Tensor a, float scale) {
        return LowRankProducts.inner(ops.workers, ops.pool, x, a, scale);
    }

    @Override
    public void addLowRank(Tensor inner, Tensor b, Tensor y) {
        LowRankProducts.add(ops.workers, inner, b, y);
    }

    @Override
    public void lowRank(
            Tensor x,
            Tensor inner,
            Tensor a,
            Tensor b,
            float scale,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor da,
            @Nullable Tensor db) {
        LowRankGradients.add(ops.workers, ops.pool, x, inner, a, b, scale, dy, dx, da, db);
    }

    @Override
    public void add(Tensor dy, float scale, Tensor dx) {
        ElementGradients.add(ops.workers, dy, scale, dx);
    }

    @Override
    public void addProduct(Tensor a, Tensor b, Tensor dx) {
        ElementGradients.addProduct(ops.workers, a, b, dx);
    }

    @Override
    public void clamp(Tensor x, float low, float high, Tensor dy, Tensor dx) {
        ElementGradients.clamp(ops.workers, x, low, high, dy, dx);
    }

    @Override
    public void activate(Activation f, Tensor x, Tensor dy, Tensor dx) {
        ElementGradients.activate(ops.workers, f, x, dy, dx);
    }

    @Override
    public void gated(Activation f, Tensor gate, Tensor up, Tensor dy, @Nullable Tensor dGate, @Nullable Tensor dUp) {
        ElementGradients.gated(ops.workers, f, gate, up, dy, dGate, dUp);
    }

    @Override
    public void lerp(
            Tensor a, Tensor b, Tensor t, Tensor dy, @Nullable Tensor da, @Nullable Tensor db, @Nullable Tensor dt) {
        ElementGradients.lerp(ops.workers, a, b, t, dy, da, db, dt);
    }

    @Override
    public void scaleRows(Tensor x, Tensor factors, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dFactors) {
        ElementGradients.scaleRows(ops.workers, x, factors, dy, dx, dFactors);
    }

    @Override
    public void rmsNorm(
            Tensor x, @Nullable Tensor w, float eps, float shift, Tensor dy, @Nullable Tensor dx, @Nullable Tensor dw) {
        NormGradients.rmsNorm(ops.workers, x, w, eps, shift, dy, dx, dw);
    }

    @Override
    public void groupNorm(
            Tensor x,
            int groups,
            @Nullable Tensor w,
            float eps,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias) {
        NormGradients.groupNorm(ops.workers, x, groups, w, eps, dy, dx, dw, dBias);
    }

    @Override
    public void groupNorm(
            Tensor x,
            Segments pictures,
            int groups,
            @Nullable Tensor w,
            float eps,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias) {
        GroupNorms.gradient(ops.workers, x, pictures, groups, w, eps, dy, dx, dw, dBias);
    }

    @Override
    public void convWeights(Tensor x, Tensor dy, Grid grid, Window window, int groups, Tensor dw) {
        ConvolutionGradients.weights(ops.workers, ops.pool, ConvPlan.forward(grid, window), x, dy, groups, dw);
    }

    @Override
    public void l2Normalize(Tensor x, float eps, Tensor dy, Tensor dx) {
        NormGradients.l2Normalize(ops.workers, x, eps, dy, dx);
    }

    @Override
    public void normalizeSum(Tensor x, Tensor dy, Tensor dx) {
        NormGradients.normalizeSum(ops.workers, x, dy, dx);
    }

    @Override
    public void softmax(Tensor y, Tensor dy, Tensor dx) {
        NormGradients.softmax(ops.workers, y, dy, dx);
    }

    @Override
    public void crossEntropy(Tensor logits, int[] targets, Tensor dy, Tensor dLogits) {
        NormGradients.crossEntropy(ops.workers, logits, targets, dy, dLogits);
    }

    @Override
    public void crossEntropyInPlace(Tensor logits, int[] targets, Tensor dy) {
        NormGradients.crossEntropyInPlace(ops.workers, logits, targets, dy);
    }

    @Override
    public void maskedCrossEntropy(Tensor logits, int[] targets, ClassSets allowed, Tensor dy, Tensor dLogits) {
        NormGradients.maskedCrossEntropy(ops.workers, logits, targets, allowed, dy, dLogits);
    }

    @Override
    public void columns(Tensor dy, int from, Tensor dx) {
        MoveGradients.columns(ops.workers, dy, from, dx);
    }

    @Override
    public void part(Tensor dy, int from, Tensor dx) {
        MoveGradients.part(ops.workers, dy, from, dx);
    }

    @Override
    public void gatherRows(Tensor dy, int[] rows, Tensor dx) {
        MoveGradients.gatherRows(ops.workers, dy, rows, dx);
    }

    @Override
    public void scatterRows(Tensor dy, int[] targets, Tensor dx) {
        MoveGradients.scatterRows(ops.workers, dy, targets, dx);
    }

    @Override
    public void pick(Tensor dy, int[] indices, Tensor dx) {
        MoveGradients.pick(ops.workers, dy, indices, dx);
    }

    @Override
    public void sumGroups(Tensor dy, int group, Tensor dx) {
        MoveGradients.sumGroups(ops.workers, dy, group, dx);
    }

    @Override
    public void rope(Tensor dy, Tensor angles, boolean interleaved, Tensor dx) {
        MoveGradients.rope(ops.workers, dy, angles, interleaved, dx);
    }

    @Override
    public void causalConv(
            Tensor x,
            Tensor w,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dw,
            @Nullable Tensor dBias) {
        MoveGradients.causalConv(ops.workers, x, w, segments, dy, dx, dw, dBias);
    }

    @Override
    public void shift(Tensor dy, Segments segments, Tensor dx) {
        MoveGradients.shift(ops.workers, dy, segments, dx);
    }

    @Override
    public void attention(
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
            @Nullable Tensor dRelativeBias) {
        AttentionGradient.attention(
                ops.workers, q, k, v, spec, relativeBias, queries, keys, y, dy, dq, dk, dv, dRelativeBias);
    }

    @Override
    public void selectiveScan(
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
            @Nullable Tensor dd) {
        ScanGradients.selectiveScan(ops.workers, x, delta, a, b, c, d, segments, dy, dx, dDelta, da, db, dc, dd);
    }

    @Override
    public void headScan(
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
            @Nullable Tensor dd) {
        ScanGradients.headScan(ops.workers, x, delta, a, b, c, d, segments, dy, dx, dDelta, da, db, dc, dd);
    }

    @Override
    public void wkv4(
            Tensor decay,
            Tensor bonus,
            Tensor k,
            Tensor v,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dDecay,
            @Nullable Tensor dBonus,
            @Nullable Tensor dk,
            @Nullable Tensor dv) {
        WkvGradients.wkv4(ops.workers, decay, bonus, k, v, segments, dy, dDecay, dBonus, dk, dv);
    }

    @Override
    public void wkv6(
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
            @Nullable Tensor dBonus) {
        WkvGradients.wkv6(ops.workers, r, k, v, w, bonus, segments, dy, dr, dk, dv, dw, dBonus);
    }

    @Override
    public void wkv7(
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
            @Nullable Tensor db) {
        WkvGradients.wkv7(ops.workers, ops.kernels, r, w, k, v, a, b, segments, dy, dr, dw, dk, dv, da, db);
    }
}
