package org.menura.tensor.cpu;

import java.util.Arrays;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * The gradient of a convolution's weights: each block of rows is unfolded again and meets the gradient of what it gave.
 * Blocks are added in order. (That of its input is a transposed convolution, and the other way round.)
 */
final class ConvolutionGradients {
    private static final Arithmetic A = Arithmetic.BEST;

    private ConvolutionGradients() {}

    /**
     * {@code dw += Σ dy[o] · x[o · stride - pad + tap · dilation]} of a plain convolution.
     *
     * @param plan of the convolution
     * @param dw [out, in / groups, taps]
     */
    static void weights(CpuImages ops, ConvPlan plan, Tensor x, Tensor dy, int groups, Tensor dw) {
        int outs = dw.dim(0) / groups;
        int ins = dw.dim(1);
        if (groups > 1 && outs == 1 && ins == 1) {
            depthwise(ops.workers, plan, x, dy, dw);
            return;
        }
        ConvPlan.Part part = plan.parts().getFirst();
        int inner = part.taps() * ins;
        int rows = plan.rows(part);
        int block = Math.min(rows, Convolution.blockRows(inner));
        Tensor panel = ops.make(Shape.of(block, inner));
        Tensor sums = ops.make(Shape.of(dw.dim(0), inner));
        Arrays.fill(sums.floats(), 0, (int) sums.elements(), 0);
        for (int r = 0; r < rows; r += block) {
            int count = Math.min(block, rows - r);
            Tensor given = dy.rows(r, r + count);
            for (int g = 0; g < groups; g++) {
                Convolution.unfold(ops.workers, plan, part, x, g * ins, ins, r, count, panel.floats());
                Tensor own = groups == 1 ? given : ops.make(Shape.of(count, outs));
                if (groups > 1) {
                    Moves.columns(ops.workers, given, g * outs, (g + 1) * outs, own.floats());
                }
                ProductGradients.outer(ops, own, panel.rows(0, count), sums.rows(g * outs, (g + 1) * outs));
                if (groups > 1) {
                    ops.release(own);
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
        ops.release(sums);
        ops.release(panel);
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
