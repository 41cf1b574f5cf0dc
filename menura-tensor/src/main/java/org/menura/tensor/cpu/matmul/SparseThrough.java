package org.menura.tensor.cpu.matmul;

import java.util.Arrays;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.RankLoops;
import org.menura.tensor.cpu.work.Workers;

/**
 * {@code out = dy · w} in float32 where few elements of dy matter, as after a softmax over a large vocabulary. Of each row
 * the smallest are left out, as many as may be if their magnitudes are to sum up to no more than {@link #LOST} of all:
 * what rounding dy and w to bfloat16 may change, which is what processors with bfloat16 do else. What is kept stays float32 on all of
 * them. (Cut cross-entropy, arXiv 2411.09009, section 4.3, leaves out what is below 2⁻¹².) Serves one thread at a time.
 */
final class SparseThrough {
    /** Outputs from which it is worth looking. */
    static final int FEWEST_OUTS = 1 << 14;

    /** The share of a row's sum of magnitudes that may be left out: what rounding both sides to bfloat16 may change. */
    private static final float LOST = 0x1p-8f;

    /** What is left out is below the largest of its row by a factor of 2 to the power of one of these. */
    private static final int[] BELOW = {16, 18, 19, 20, 21, 22, 24, 26};

    /** One element in so many may matter. */
    private static final int FEW = 8;

    /** Rows that are looked at before all are. */
    private static final int LOOKS = 16;

    /** Outputs whose weights are decoded together. */
    private static final int BLOCK = 128;

    private static final int ROWS = 512;
    private static final int MOST_SHARES = 16;

    private static final int[] NONE = {};
    private static final Primitives P = Primitives.BEST;
    private static final RankLoops RANK = RankLoops.BEST;

    private final Workers workers;
    private float[][] partial = {};

    SparseThrough(Workers workers) {
        this.workers = workers;
    }

    /**
     * Computes it, if enough may be left out: dy [rows, outs] from {@code d0} on, w [outs, in], out [rows, in].
     *
     * @return whether it was computed
     */
    boolean multiply(float[] dy, int d0, int rows, Tensor w, float[] out) {
        int outs = w.dim(0);
        int in = w.shape().cols();
        if (outs < FEWEST_OUTS || !mayBeFew(dy, d0, rows, outs)) {
            return false;
        }
        int[][] chosen = chosen(dy, d0, rows, outs);
        if (Arrays.stream(chosen).mapToLong(c -> c.length).sum() > (long) rows * outs / FEW) {
            return false;
        }
        int groups = Math.ceilDiv(rows, ROWS);
        int shares = Math.clamp(MOST_SHARES / groups, 1, MOST_SHARES);
        int share = Math.ceilDiv(Math.ceilDiv(outs, shares), BLOCK) * BLOCK;
        float[][] sums = partial(shares - 1, rows * in);
        Dequantizer weights = Dequantizer.of(w);
        workers.run(groups * shares, 1, (from, to) -> {
            float[] decoded = new float[BLOCK * in];
            for (int i = from; i < to; i++) {
                int r = i / shares * ROWS;
                int s = i % shares;
                int first = Math.min(outs, s * share);
                int end = Math.min(outs, first + share);
                float[] sum = s == 0 ? out : sums[s - 1];
                add(dy, d0, r, Math.min(rows, r + ROWS), chosen, weights, decoded, first, end, outs, in, sum);
            }
        });
        workers.run(rows, 1, (from, to) -> {
            for (int s = 1; s < shares; s++) {
                P.axpy(1, sums[s - 1], from * in, out, from * in, (to - from) * in);
            }
        });
        return true;
    }

    /** Whether in some of the rows, at even distances, no more than twice as many matter as may. */
    private static boolean mayBeFew(float[] dy, int d0, int rows, int outs) {
        int looks = Math.min(LOOKS, rows);
        int[] places = new int[outs];
        long found = 0;
        for (int i = 0; i < looks; i++) {
            int x0 = d0 + (int) ((long) i * rows / looks) * outs;
            found += P.places(dy, x0, least(dy, x0, outs), places, outs);
        }
        return found <= 2L * looks * outs / FEW;
    }

    /** Room for the sums of all shares but the first, which lie where the result goes. */
    private float[][] partial(int count, int size) {
        if (partial.length < count || count > 0 && partial[0].length < size) {
            partial = new float[count][size];
        }
        return partial;
    }

    /** Which elements of each row matter, in their order. */
    private int[][] chosen(float[] dy, int d0, int rows, int outs) {
        int[][] out = new int[rows][];
        workers.run(rows, 1, (from, to) -> {
            int[] places = new int[outs];
            for (int r = from; r < to; r++) {
                int x0 = d0 + r * outs;
                float least = least(dy, x0, outs);
                int count = P.places(dy, x0, least, places, outs);
                out[r] = count == 0 ? NONE : Arrays.copyOf(places, count);
            }
        });
        return out;
    }

    /** The least magnitude that matters. */
    private static float least(float[] dy, int x0, int n) {
        float most = P.maxMagnitude(dy, x0, n);
        if (most == 0) {
            return Float.MIN_VALUE;
        }
        float all = P.sumBelow(dy, x0, Float.POSITIVE_INFINITY, n);
        for (int below : BELOW) {
            float limit = Math.scalb(most, -below);
            if (P.sumBelow(dy, x0, limit, n) <= LOST * all) {
                return limit;
            }
        }
        return 0;
    }

    /** Sums up rows {@code r} to {@code last} over outputs {@code first} to {@code end}. */
    private static void add(
            float[] dy,
            int d0,
            int r,
            int last,
            int[][] chosen,
            Dequantizer weights,
            float[] decoded,
            int first,
            int end,
            int outs,
            int in,
            float[] sums) {
        Arrays.fill(sums, r * in, last * in, 0);
        float[] factors = new float[BLOCK];
        int[] offsets = new int[BLOCK];
        int[] next = new int[last - r];
        for (int i = 0; i < next.length; i++) {
            int at = Arrays.binarySearch(chosen[r + i], first);
            next[i] = at < 0 ? -at - 1 : at;
        }
        for (int o = first; o < end; o += BLOCK) {
            int count = Math.min(BLOCK, end - o);
            boolean isDecoded = false;
            for (int i = 0; i < next.length; i++) {
                int[] places = chosen[r + i];
                int x0 = d0 + (r + i) * outs;
                int k = next[i];
                int stop = k;
                while (stop < places.length && places[stop] < o + count) {
                    stop++;
                }
                if (stop > k && !isDecoded) {
                    weights.readFloats(o, count, 0, in, decoded, 0, in);
                    isDecoded = true;
                }
                for (int j = k; j < stop; j++) {
                    factors[j - k] = dy[x0 + places[j]];
                    offsets[j - k] = (places[j] - o) * in;
                }
                if (stop > k) {
                    RANK.combine(
                            RowFactors.of(factors, 0, 1, stop - k), offsets, decoded, 0, sums, (r + i) * in, in, in);
                }
                next[i] = stop;
            }
        }
    }
}
