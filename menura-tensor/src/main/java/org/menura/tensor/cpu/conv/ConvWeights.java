package org.menura.tensor.cpu.conv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.DType;

/**
 * The weights of a convolution as matrices that meet unfolded rows: one for each part of its {@link ConvPlan} and each
 * group, [outs, taps · ins] with the inputs of a tap behind each other as they lie in a row. Float types up to 32 bits
 * keep their type. Of a depthwise convolution, whose groups have one channel each, [taps, channels].
 */
final class ConvWeights {
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED;

    /** Weights that are worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    /** What the layout depends on, beside the weights. */
    private record Key(Window window, boolean transposed, int groups, int lines, int rows) {
        static Key of(ConvPlan plan, int groups) {
            Window w = plan.window();
            int lines = Math.min(w.strideY(), plan.out().height());
            return new Key(
                    w,
                    plan.transposed(),
                    groups,
                    lines,
                    Math.min(w.strideX(), plan.out().width()));
        }
    }

    private final Key key;
    private final Tensor[][] matrices;
    /** What the weights are instead of matrices, where that is faster. */
    public final @Nullable ConvPanels panels;

    final int groups;
    /** Outputs of a group. */
    final int outs;
    /** Inputs of a group. */
    final int ins;

    private ConvWeights(Key key, Tensor[][] matrices, @Nullable ConvPanels panels, int outs, int ins) {
        this.key = key;
        this.matrices = matrices;
        this.panels = panels;
        this.groups = key.groups;
        this.outs = outs;
        this.ins = ins;
    }

    /** The matrix of a group for a part of the plan. */
    Tensor matrix(int part, int group) {
        return matrices[part][group];
    }

    boolean depthwise() {
        return depthwise(groups, outs, ins);
    }

    private static boolean depthwise(int groups, int outs, int ins) {
        return groups > 1 && outs == 1 && ins == 1;
    }

    /**
     * The weights w for a plan: made once and kept, as long as they are not wanted for another one.
     *
     * @param packs whether they become panels, asked when they are made
     */
    public static ConvWeights of(Workers workers, Tensor w, ConvPlan plan, int groups, BooleanSupplier packs) {
        Key wanted = Key.of(plan, groups);
        ConvWeights kept = w.prepared(ConvWeights.class, t -> make(workers, t, plan, wanted, packs));
        return kept.key.equals(wanted) ? kept : make(workers, w, plan, wanted, packs);
    }

    private static ConvWeights make(Workers workers, Tensor w, ConvPlan plan, Key key, BooleanSupplier packs) {
        int first = w.dim(0) / key.groups;
        int outs = key.transposed ? w.dim(1) : first;
        int ins = key.transposed ? first : w.dim(1);
        if (packs.getAsBoolean()) {
            return new ConvWeights(key, new Tensor[0][], ConvPanels.of(workers, w, plan), outs, ins);
        }
        Tensor[][] matrices = new Tensor[plan.parts().size()][];
        for (int p = 0; p < matrices.length; p++) {
            matrices[p] = matrices(workers, w, key, taps(plan.parts().get(p), plan.window()), outs, ins);
        }
        return new ConvWeights(key, matrices, null, outs, ins);
    }

    /** Which taps of the kernel a part has, counted line by line. */
    static int[] taps(ConvPlan.Part part, Window window) {
        int[] down = part.down().taps();
        int[] across = part.across().taps();
        int[] taps = new int[down.length * across.length];
        for (int i = 0; i < taps.length; i++) {
            taps[i] = down[i / across.length] * window.kernelX() + across[i % across.length];
        }
        return taps;
    }

    private static Tensor[] matrices(Workers workers, Tensor w, Key key, int[] taps, int outs, int ins) {
        int kernel = key.window.taps();
        if (key.groups == 1 && !key.transposed && kernel == 1) {
            return new Tensor[] {w.reshape(outs, ins)};
        }
        if (depthwise(key.groups, outs, ins)) {
            Order order = new Order(taps, key.groups, 0, 0, kernel);
            return new Tensor[] {ordered(workers, w.toHeap(), order, taps.length, key.groups)};
        }
        int step = key.transposed ? kernel : ins * kernel;
        int next = key.transposed ? outs * kernel : kernel;
        Tensor[] groups = new Tensor[key.groups];
        Tensor from = key.groups == 1 ? w : w.toHeap();
        for (int g = 0; g < groups.length; g++) {
            Order order = new Order(taps, ins, g * outs * ins * kernel, step, next);
            groups[g] = ordered(workers, from, order, outs, taps.length * ins);
        }
        return groups;
    }

    /**
     * Where the elements of a matrix are found: that of row o and column {@code t · width + i} at {@code start + o ·
     * perRow + taps[t] + i · perInput}; with {@code perRow} 0, rows are taps.
     */
    private record Order(int[] taps, int width, int start, int perRow, int perInput) {
        int index(int row, int col) {
            int tap = perRow == 0 ? row : col / width;
            return start + row * perRow + taps[tap] + col % width * perInput;
        }
    }

    private static Tensor ordered(Workers workers, Tensor w, Order order, int rows, int cols) {
        DType type = w.dtype();
        boolean isStored = !w.onHeap() && (type == DType.F32 || type == DType.F16 || type == DType.BF16);
        int grain = Math.max(1, GRAIN / Math.max(1, cols));
        if (!isStored) {
            float[] from = w.toHeap().floats();
            int from0 = w.onHeap() ? w.offset() : 0;
            float[] to = new float[Math.multiplyExact(rows, cols)];
            workers.run(rows, grain, (low, high) -> copy(from, from0, order, low, high, cols, to));
            return Tensor.of(to, rows, cols);
        }
        MemorySegment to = Arena.ofAuto().allocate(type.bytes((long) rows * cols), 64);
        workers.run(rows, grain, (low, high) -> copy(w.segment(), type.blockBytes(), order, low, high, cols, to));
        return Tensor.of(to, type, Shape.of(rows, cols));
    }

    private static void copy(float[] from, int from0, Order order, int low, int high, int cols, float[] to) {
        for (int r = low; r < high; r++) {
            for (int c = 0; c < cols; c++) {
                to[r * cols + c] = from[from0 + order.index(r, c)];
            }
        }
    }

    private static void copy(
            MemorySegment from, int bytes, Order order, int low, int high, int cols, MemorySegment to) {
        for (int r = low; r < high; r++) {
            for (int c = 0; c < cols; c++) {
                long source = (long) bytes * order.index(r, c);
                long target = bytes * ((long) r * cols + c);
                if (bytes == 4) {
                    to.set(I32, target, from.get(I32, source));
                } else {
                    to.set(I16, target, from.get(I16, source));
                }
            }
        }
    }
}
