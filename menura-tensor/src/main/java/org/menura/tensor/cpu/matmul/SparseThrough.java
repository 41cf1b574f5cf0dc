package org.menura.tensor.cpu.matmul;

import java.util.Arrays;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.library.SparseFactors;
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

    private static final Primitives P = Primitives.BEST;
    private static final RankLoops RANK = RankLoops.BEST;

    private final Workers workers;
    private float[][] partial = {};

    /** The elements of a row that matter, in their order, and their places. */
    private record Chosen(int[] places, float[] values) {
        private static final Chosen NONE = new Chosen(new int[0], new float[0]);

        private static Chosen of(float[] dy, int x0, int[] places, int count) {
            if (count == 0) {
                return NONE;
            }
            float[] values = new float[count];
            for (int k = 0; k < count; k++) {
                values[k] = dy[x0 + places[k]];
            }
            return new Chosen(Arrays.copyOf(places, count), values);
        }

        /** The first of them from a place on. */
        private int from(int place) {
            int at = Arrays.binarySearch(places, place);
            return at < 0 ? -at - 1 : at;
        }
    }

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
        Chosen[] chosen = chosen(dy, d0, rows, outs);
        if (Arrays.stream(chosen).mapToLong(c -> c.places.length).sum() > (long) rows * outs / FEW) {
            return false;
        }
        int groups = Math.ceilDiv(rows, ROWS);
        int shares = Math.clamp(MOST_SHARES / groups, 1, MOST_SHARES);
        int share = Math.ceilDiv(Math.ceilDiv(outs, shares), BLOCK) * BLOCK;
        float[][] sums = partial(shares - 1, rows * in);
        Dequantizer weights = Dequantizer.of(w);
        workers.run(groups * shares, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int r = i / shares * ROWS;
                int s = i % shares;
                int first = Math.min(outs, s * share);
                int end = Math.min(outs, first + share);
                float[] sum = s == 0 ? out : sums[s - 1];
                Arrays.fill(sum, r * in, Math.min(rows, r + ROWS) * in, 0);
                add(Arrays.copyOfRange(chosen, r, Math.min(rows, r + ROWS)), weights, first, end, in, sum, r * in);
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

    /** Which elements of each row matter. */
    private Chosen[] chosen(float[] dy, int d0, int rows, int outs) {
        Chosen[] out = new Chosen[rows];
        workers.run(rows, 1, (from, to) -> {
            int[] places = new int[outs];
            for (int r = from; r < to; r++) {
                int x0 = d0 + r * outs;
                float least = least(dy, x0, outs);
                out[r] = Chosen.of(dy, x0, places, P.places(dy, x0, least, places, outs));
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

    /** Adds up some rows over outputs {@code first} to {@code end}, to sums from {@code s0} on. */
    private static void add(Chosen[] rows, Dequantizer weights, int first, int end, int in, float[] sums, int s0) {
        float[] decoded = new float[BLOCK * in];
        float[] values = new float[rows.length * BLOCK];
        int[] entries = new int[rows.length * (BLOCK + 1)];
        int[] next = Arrays.stream(rows).mapToInt(row -> row.from(first)).toArray();
        for (int o = first; o < end; o += BLOCK) {
            int count = Math.min(BLOCK, end - o);
            int terms = 0;
            int at = 0;
            for (int r = 0; r < rows.length; r++) {
                int[] places = rows[r].places;
                int k = next[r];
                int begin = at++;
                while (k < places.length && places[k] < o + count) {
                    values[terms++] = rows[r].values[k];
                    entries[at++] = (places[k++] - o) * in;
                }
                entries[begin] = at - begin - 1;
                next[r] = k;
            }
            if (terms > 0) {
                weights.readFloats(o, count, 0, in, decoded, 0, in);
                RANK.combine(new SparseFactors(rows.length, entries, values), decoded, sums, s0, in, in);
            }
        }
    }
}
