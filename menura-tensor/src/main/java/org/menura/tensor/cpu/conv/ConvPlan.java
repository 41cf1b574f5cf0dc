package org.menura.tensor.cpu.conv;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.tensor.Grid;
import org.menura.tensor.Window;

/**
 * What a convolution reads for each of its results. Those of a plain one are one part; a transposed one falls into as
 * many parts as there are results with other taps.
 */
public record ConvPlan(Grid in, Grid out, Window window, boolean transposed, List<Part> parts) {
    /** Results that have the same taps. */
    record Part(ConvAxis down, ConvAxis across) {
        int taps() {
            return down.taps().length * across.taps().length;
        }
    }

    public static ConvPlan forward(Grid in, Window w) {
        Grid out = w.out(in);
        ConvAxis down =
                ConvAxis.forward(in.height(), out.height(), w.kernelY(), w.strideY(), w.padTop(), w.dilationY());
        ConvAxis across =
                ConvAxis.forward(in.width(), out.width(), w.kernelX(), w.strideX(), w.padLeft(), w.dilationX());
        return new ConvPlan(in, out, w, false, List.of(new Part(down, across)));
    }

    public static ConvPlan transposed(Grid in, Window w, Grid out) {
        List<ConvAxis> lines =
                ConvAxis.transposed(in.height(), out.height(), w.kernelY(), w.strideY(), w.padTop(), w.dilationY());
        List<ConvAxis> rows =
                ConvAxis.transposed(in.width(), out.width(), w.kernelX(), w.strideX(), w.padLeft(), w.dilationX());
        List<Part> parts = new ArrayList<>();
        lines.forEach(down -> rows.forEach(across -> parts.add(new Part(down, across))));
        return new ConvPlan(in, out, w, true, parts);
    }

    /** Rows of the result that belong to a part. */
    int rows(Part part) {
        return in.count() * part.down.outs().length * part.across.outs().length;
    }

    /** The row of the result that row {@code r} of a part is. */
    int outRow(Part part, int r) {
        int width = part.across.outs().length;
        int line = r / width;
        int height = part.down.outs().length;
        int y = part.down.outs()[line % height];
        return (line / height * out.height() + y) * out.width() + part.across.outs()[r % width];
    }

    /** The first row of the input's line that tap {@code tap} of line {@code line} of a part reads, or -1. */
    int lineRead(Part part, int line, int tap) {
        int height = part.down.outs().length;
        int y = part.down.sources()[line % height * part.down.taps().length + tap];
        return y < 0 ? -1 : (line / height * in.height() + y) * in.width();
    }

    /**
     * One direction of a convolution: which position of the input each tap of each output reads.
     *
     * @param outs the positions of the output that are computed
     * @param taps the taps of the kernel that they have
     * @param sources [outs, taps], the position of the input, or -1 where that lies beyond the edge
     */
    record ConvAxis(int[] outs, int[] taps, int[] sources) {
        /** Convolution: {@code source = out · stride - pad + tap · dilation}. */
        static ConvAxis forward(int in, int out, int kernel, int stride, int pad, int dilation) {
            int[] sources = new int[out * kernel];
            for (int i = 0; i < sources.length; i++) {
                int source = i / kernel * stride - pad + i % kernel * dilation;
                sources[i] = source >= 0 && source < in ? source : -1;
            }
            return new ConvAxis(range(0, out, 1), range(0, kernel, 1), sources);
        }

        /**
         * The other way round: {@code out = source · stride - pad + tap · dilation}. Outputs that have the same taps are
         * computed together, so there are as many parts as the stride says, or fewer where the output is short.
         *
         * @param in size of what is read, that is, of the convolution's output
         */
        static List<ConvAxis> transposed(int in, int out, int kernel, int stride, int pad, int dilation) {
            List<ConvAxis> parts = new ArrayList<>();
            for (int phase = 0; phase < Math.min(stride, out); phase++) {
                int[] outs = range(phase, out, stride);
                int shift = phase + pad;
                int[] taps = IntStream.range(0, kernel)
                        .filter(t -> Math.floorMod(shift - t * dilation, stride) == 0)
                        .toArray();
                int[] sources = new int[outs.length * taps.length];
                for (int i = 0; i < sources.length; i++) {
                    int source = Math.floorDiv(outs[i / taps.length] + pad - taps[i % taps.length] * dilation, stride);
                    sources[i] = source >= 0 && source < in ? source : -1;
                }
                parts.add(new ConvAxis(outs, taps, sources));
            }
            return parts;
        }

        private static int[] range(int from, int end, int step) {
            int[] values = new int[Math.max(0, Math.ceilDiv(end - from, step))];
            for (int i = 0; i < values.length; i++) {
                values[i] = from + i * step;
            }
            return values;
        }
    }
}
