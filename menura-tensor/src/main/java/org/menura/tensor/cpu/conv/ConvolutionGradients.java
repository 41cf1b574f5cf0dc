package org.menura.tensor.cpu.conv;

import java.util.Arrays;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.elementwise.CopyOps;
import org.menura.tensor.cpu.gemm.FloatPanels;
import org.menura.tensor.cpu.gemm.PackedFloatGemm;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.RowSums;
import org.menura.tensor.cpu.matmul.ProductGradients;
import org.menura.tensor.cpu.work.Pool;
import org.menura.tensor.cpu.work.Workers;

/**
 * The gradient of a convolution's weights: each block of rows is unfolded again and meets the gradient of what it gave.
 * Blocks are added in order. (That of its input is a transposed convolution, and the other way round.)
 */
public final class ConvolutionGradients {
    private static final Arithmetic A = Arithmetic.BEST;

    private static final int OUTS = FloatPanels.OUTS;

    /** Rows that are unfolded at a time for a panel. */
    private static final int ROWS = 256;

    private static final int FEW_PANELS = 8;
    private static final ThreadLocal<float[]> PANEL = ThreadLocal.withInitial(() -> new float[ROWS * OUTS]);

    private ConvolutionGradients() {}

    /**
     * {@code dw += Σ dy[o] · x[o · stride - pad + tap · dilation]} of a plain convolution.
     *
     * @param plan of the convolution
     * @param dw [out, in / groups, taps]
     */
    public static void weights(Workers workers, Pool pool, ConvPlan plan, Tensor x, Tensor dy, int groups, Tensor dw) {
        int outs = dw.dim(0) / groups;
        int ins = dw.dim(1);
        if (groups > 1 && outs == 1 && ins == 1) {
            depthwise(workers, plan, x, dy, dw);
            return;
        }
        ConvPlan.Part part = plan.parts().getFirst();
        int inner = part.taps() * ins;
        int rows = plan.rows(part);
        if (groups == 1 && inner > 0 && PackedFloatGemm.suitsProcessor()) {
            packed(workers, pool, plan, x, dy, dw);
            return;
        }
        int block = Math.min(rows, Convolution.blockRows(inner));
        Tensor panel = pool.make(Shape.of(block, inner));
        Tensor sums = pool.make(Shape.of(dw.dim(0), inner));
        Arrays.fill(sums.floats(), 0, (int) sums.elements(), 0);
        for (int r = 0; r < rows; r += block) {
            int count = Math.min(block, rows - r);
            Tensor given = dy.rows(r, r + count);
            for (int g = 0; g < groups; g++) {
                Convolution.unfold(workers, plan, part, x, g * ins, ins, r, count, panel.floats());
                Tensor own = groups == 1 ? given : pool.make(Shape.of(count, outs));
                if (groups > 1) {
                    CopyOps.columns(workers, given, g * outs, (g + 1) * outs, own.floats());
                }
                ProductGradients.outer(workers, pool, own, panel.rows(0, count), sums.rows(g * outs, (g + 1) * outs));
                if (groups > 1) {
                    pool.release(own);
                }
            }
        }
        int taps = part.taps();
        for (int o = 0; o < dw.dim(0); o++) {
            for (int i = 0; i < ins; i++) {
                for (int t = 0; t < taps; t++) {
                    dw.floats()[dw.offset() + (o * ins + i) * taps + t] += sums.floats()[o * inner + t * ins + i];
                }
            }
        }
        pool.release(sums);
        pool.release(panel);
    }

    /**
     * Adds the gradient of the weights of an ungrouped convolution with {@link PackedFloatGemm}'s blocks: some terms of
     * some rows at a time are unfolded as a panel, which meets all outputs.
     */
    private static void packed(Workers workers, Pool pool, ConvPlan plan, Tensor x, Tensor dy, Tensor dw) {
        ConvPlan.Part part = plan.parts().getFirst();
        int inner = part.taps() * dw.dim(1);
        int outs = dw.dim(0);
        int rows = plan.rows(part);
        int across = Math.ceilDiv(inner, OUTS);
        Tensor given = pool.make(Shape.of(Math.ceilDiv(outs, OUTS), rows, OUTS));
        FloatPanels.ofColumns(workers, dy, 0, given.dim(0), given.floats());
        // Where terms alone would leave threads without work, outputs are cut too.
        int width = across < FEW_PANELS ? OUTS : given.dim(0) * OUTS;
        int down = Math.ceilDiv(outs, width);
        workers.run(across * down, 1, (from, to) -> {
            float[] panel = PANEL.get();
            for (int i = from; i < to; i++) {
                int k = i / down * OUTS;
                int o0 = i % down * width;
                int terms = Math.min(OUTS, inner - k);
                int count = Math.min(width, outs - o0);
                float[] sums = new float[Math.ceilDiv(count, OUTS) * OUTS * OUTS];
                for (int r = 0; r < rows; r += ROWS) {
                    int live = Math.min(ROWS, rows - r);
                    for (int j = 0; j < live; j++) {
                        PackedConvolution.unfold(plan, part, x, r + j, k, terms, panel, j * OUTS);
                    }
                    for (int o = 0; o < count; o += OUTS) {
                        int at = ((o0 + o) / OUTS * rows + r) * OUTS;
                        int high = Math.min(OUTS, count - o);
                        PackedFloatGemm.addBlock(given.floats(), at, high, panel, 0, OUTS, live, sums, o * OUTS, OUTS);
                    }
                }
                addTo(dw, sums, o0, count, k, terms, part.taps());
            }
        });
        pool.release(given);
    }

    /** Adds sums [outputs, OUTS] of terms that count taps, and inputs within. */
    private static void addTo(Tensor dw, float[] sums, int o0, int count, int k, int terms, int taps) {
        int ins = dw.dim(1);
        for (int j = 0; j < terms; j++) {
            int at = dw.offset() + (k + j) % ins * taps + (k + j) / ins;
            for (int o = 0; o < count; o++) {
                dw.floats()[at + (o0 + o) * ins * taps] += sums[o * OUTS + j];
            }
        }
    }

    private static void depthwise(Workers workers, ConvPlan plan, Tensor x, Tensor dy, Tensor dw) {
        ConvPlan.Part part = plan.parts().getFirst();
        int n = dy.shape().cols();
        int taps = part.taps();
        Tensor sums = Tensor.zeros(taps, n);
        Tensor[] targets = new Tensor[taps];
        for (int t = 0; t < taps; t++) {
            targets[t] = sums.rows(t, t + 1);
        }
        RowSums.Rows rows = (from, to, _, block, at) -> {
            for (int r = from; r < to; r++) {
                int d0 = dy.offset() + r * n;
                for (int t = 0; t < taps; t++) {
                    int source = Convolution.source(plan, part, r, t);
                    if (source >= 0) {
                        A.addProduct(dy.floats(), d0, x.floats(), x.offset() + source * n, block, at + t * n, n);
                    }
                }
            }
        };
        RowSums.run(workers, plan.rows(part), n, 0, rows, targets);
        for (int c = 0; c < n; c++) {
            for (int t = 0; t < taps; t++) {
                dw.floats()[dw.offset() + c * taps + t] += sums.floats()[t * n + c];
            }
        }
    }
}
