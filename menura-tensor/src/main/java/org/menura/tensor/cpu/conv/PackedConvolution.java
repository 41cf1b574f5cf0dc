package org.menura.tensor.cpu.conv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.FloatPanels;
import org.menura.tensor.cpu.gemm.PackedFloatGemm;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.work.Workers;

/**
 * Convolutions with {@link ConvPanels}. What some rows read is copied side by side ("im2col", K. Chellapilla et al.,
 * 2006), a part of the terms at a time, so that it stays in the second-level cache while it meets one panel of weights
 * after the other. Each result is one sum in the order of its terms; how rows are cut depends on the shapes alone.
 */
final class PackedConvolution {
    private static final Arithmetic A = Arithmetic.BEST;
    private static final int OUTS = FloatPanels.OUTS;

    /** Rows that are unfolded at a time: whole tiles. */
    private static final int ROWS = 96;

    /** Terms of them. */
    private static final int DEPTH = 512;

    /** Dequantizer that meet what a thread has unfolded; fewer, where rows alone would leave threads without work. */
    private static final int PANELS = 8;

    private static final int FEW_PANELS = 2;
    private static final int FEW_BLOCKS = 8;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private PackedConvolution() {}

    /** What a thread computes with. */
    private static final class Scratch {
        final float[] unfolded = new float[ROWS * DEPTH];
        final float[] sums = new float[ROWS * PANELS * OUTS];
    }

    public static void run(Workers workers, ConvPlan plan, Tensor x, ConvPanels w, @Nullable Tensor bias, Tensor out) {
        for (int p = 0; p < plan.parts().size(); p++) {
            ConvPlan.Part part = plan.parts().get(p);
            float[] weights = w.values().get(p);
            int rows = plan.rows(part);
            int blocks = Math.ceilDiv(rows, ROWS);
            int width = (blocks < FEW_BLOCKS ? FEW_PANELS : PANELS) * OUTS;
            int groups = Math.ceilDiv(w.outs(), width);
            workers.run(blocks * groups, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    int first = i / groups * ROWS;
                    int o0 = i % groups * width;
                    int count = Math.min(ROWS, rows - first);
                    block(plan, part, x, weights, first, count, o0, Math.min(width, w.outs() - o0), bias, out);
                }
            });
        }
    }

    /** Some rows of a part, and {@code outs} outputs of them. */
    private static void block(
            ConvPlan plan,
            ConvPlan.Part part,
            Tensor x,
            float[] weights,
            int first,
            int rows,
            int o0,
            int outs,
            @Nullable Tensor bias,
            Tensor out) {
        Scratch s = SCRATCH.get();
        int inner = part.taps() * x.shape().cols();
        if (inner == 0) {
            Arrays.fill(s.sums, 0, rows * outs, 0);
        }
        for (int k = 0; k < inner; k += DEPTH) {
            int terms = Math.min(DEPTH, inner - k);
            for (int r = 0; r < rows; r++) {
                unfold(plan, part, x, first + r, k, terms, s.unfolded, r * terms);
            }
            for (int o = 0; o < outs; o += OUTS) {
                int w0 = (o0 + o) * inner + k * OUTS;
                int width = Math.min(OUTS, outs - o);
                PackedFloatGemm.block(k > 0, s.unfolded, 0, terms, rows, weights, w0, terms, s.sums, o, outs, width);
            }
        }
        int channels = out.shape().cols();
        for (int r = 0; r < rows; r++) {
            int to = out.offset() + plan.outRow(part, first + r) * channels + o0;
            if (bias == null) {
                System.arraycopy(s.sums, r * outs, out.floats(), to, outs);
            } else {
                A.add(s.sums, r * outs, bias.floats(), bias.offset() + o0, out.floats(), to, outs);
            }
        }
    }

    /** Copies {@code n} of the terms that a row of a part reads, from term {@code k} on: taps, and their inputs within. */
    static void unfold(ConvPlan plan, ConvPlan.Part part, Tensor x, int row, int k, int n, float[] to, int to0) {
        int channels = x.shape().cols();
        int width = part.across().outs().length;
        int taps = part.across().taps().length;
        int[] sources = part.across().sources();
        int s0 = row % width * taps;
        int line = row / width;
        int down = k / channels / taps;
        int tap = k / channels % taps;
        int c = k % channels;
        int at = to0;
        int end = to0 + n;
        int lineRead = plan.lineRead(part, line, down);
        while (at < end) {
            int source = lineRead < 0 ? -1 : sources[s0 + tap];
            int length = Math.min(channels - c, end - at);
            tap++;
            if (source < 0) {
                Arrays.fill(to, at, at + length, 0);
            } else {
                int from = x.offset() + (lineRead + source) * channels + c;
                // Neighbours that lie behind each other are copied together.
                while (tap < taps && at + length < end && sources[s0 + tap] == source + 1) {
                    source++;
                    tap++;
                    length = Math.min(length + channels, end - at);
                }
                System.arraycopy(x.floats(), from, to, at, length);
            }
            at += length;
            c = 0;
            if (tap == taps && at < end) {
                tap = 0;
                down++;
                lineRead = plan.lineRead(part, line, down);
            }
        }
    }
}
