package org.menura.tensor.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
