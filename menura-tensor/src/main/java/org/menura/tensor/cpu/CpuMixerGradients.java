package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Gradients;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.attention.AttentionGradient;
import org.menura.tensor.cpu.recurrent.ScanGradients;
import org.menura.tensor.cpu.recurrent.WkvGradients;

/** The part of the backward passes that mixes the rows of a sequence. */
abstract sealed class CpuMixerGradients implements Gradients permits CpuGradients {
    final CpuBackend ops;

    CpuMixerGradients(CpuBackend ops) {
        this.ops = ops;
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
        WkvGradients.wkv7(ops.workers, r, w, k, v, a, b, segments, dy, dr, dw, dk, dv, da, db);
    }
}
