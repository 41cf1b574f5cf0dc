package org.menura.tensor.cpu.conv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.FloatPanels;
import org.menura.tensor.cpu.gemm.PackedFloatGemm;
import org.menura.tensor.cpu.matmul.MatMul;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/**
 * The weights of an ungrouped convolution in float32, prepared for lanes of outputs: for each part of its {@link
 * ConvPlan}, [panels, taps, ins, {@link FloatPanels#OUTS}].
 *
 * @param values of each part
 */
record ConvPanels(List<float[]> values, int outs) {
    private static final int OUTS = FloatPanels.OUTS;
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Inputs whose taps stay in the first-level cache while the outputs pass by. */
    private static final int BLOCK = 8;

    /** Fewer outputs leave too many lanes empty. */
    private static final int FEWEST_OUTS = 24;

    /** Whether weights are better laid out so than as a matrix. */
    static boolean suit(Tensor w, ConvPlan plan, int groups) {
        return groups == 1
                && w.dtype() == DType.F32
                && (plan.transposed() ? w.dim(1) : w.dim(0)) >= FEWEST_OUTS
                && (plan.transposed() || !plan.window().isPointwise())
                && PackedFloatGemm.suitsProcessor();
    }

    /** Whether weights are laid out so, there being memory for it; takes that. */
    public static boolean packed(MatMul products, Tensor w, ConvPlan plan, int groups) {
        // Those of transposed convolutions are few, or live for a moment on the way back.
        return suit(w, plan, groups) && products.packs(w, plan.transposed());
    }

    /** Those of w, for a plan that they {@link #suit}. */
    static ConvPanels of(Workers workers, Tensor w, ConvPlan plan) {
        boolean transposed = plan.transposed();
        int outs = transposed ? w.dim(1) : w.dim(0);
        int ins = transposed ? w.dim(0) : w.dim(1);
        List<float[]> parts = plan.parts().stream()
                .map(p -> make(workers, w, plan, ConvWeights.taps(p, plan.window()), outs, ins))
                .toList();
        return new ConvPanels(parts, outs);
    }

    private static float[] make(Workers workers, Tensor w, ConvPlan plan, int[] taps, int outs, int ins) {
        int panels = Math.ceilDiv(outs, OUTS);
        float[] to = new float[Math.multiplyExact(panels * OUTS, Math.multiplyExact(taps.length, ins))];
        int kernel = plan.window().taps();
        workers.run(panels, 1, (from, end) -> {
            float[] row = new float[BLOCK * kernel];
            for (int p = from; p < end; p++) {
                int live = Math.min(OUTS, outs - p * OUTS);
                for (int i0 = 0; i0 < ins; i0 += BLOCK) {
                    int count = Math.min(BLOCK, ins - i0);
                    for (int o = 0; o < live; o++) {
                        read(w, plan.transposed(), p * OUTS + o, i0, count, outs, ins, kernel, row);
                        int at = p * taps.length * ins * OUTS + i0 * OUTS + o;
                        for (int t = 0; t < taps.length; t++) {
                            for (int i = 0; i < count; i++) {
                                to[at + (t * ins + i) * OUTS] = row[i * kernel + taps[t]];
                            }
                        }
                    }
                }
            }
        });
        return to;
    }

    /** Some inputs' kernels of an output. */
    private static void read(
            Tensor w, boolean transposed, int out, int in, int count, int outs, int ins, int kernel, float[] row) {
        int runs = transposed ? count : 1;
        int length = transposed ? kernel : count * kernel;
        for (int i = 0; i < runs; i++) {
            int from = (transposed ? (in + i) * outs + out : out * ins + in) * kernel;
            if (w.onHeap()) {
                System.arraycopy(w.floats(), w.offset() + from, row, i * kernel, length);
            } else {
                MemorySegment.copy(w.segment(), F32, 4L * from, row, i * kernel, length);
            }
        }
    }
}
