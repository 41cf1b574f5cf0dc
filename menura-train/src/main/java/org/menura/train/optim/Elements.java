package org.menura.train.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.tensor.Tensor;

/**
 * Loops over the elements of many tensors, cut into pieces that threads share. Each element is computed from its own
 * numbers alone, so neither the cut nor the threads change a result.
 */
final class Elements {
    /** Elements of a piece: worth handing to a thread, and few enough for its caches. */
    private static final int PIECE = 1 << 15;

    private Elements() {}

    /**
     * A tensor and what is to happen to it.
     *
     * @param s arrays as long as the value, from index 0
     */
    record Job(Tensor value, Tensor gradient, float[][] s, ElementwiseOptimizer.Kernel kernel) {
        private void run(int from, int to) {
            if (value.offset() == 0 && gradient.offset() == 0) {
                kernel.run(value.floats(), gradient.floats(), s, from, to);
                return;
            }
            // Parts of larger arrays: their pieces are copied, so that the same loop can run over them.
            int n = to - from;
            float[] p = piece(value, from, n);
            float[][] parts = new float[s.length][];
            Arrays.setAll(parts, i -> Arrays.copyOfRange(s[i], from, to));
            kernel.run(p, piece(gradient, from, n), parts, 0, n);
            System.arraycopy(p, 0, value.floats(), value.offset() + from, n);
            for (int i = 0; i < parts.length; i++) {
                System.arraycopy(parts[i], 0, s[i], from, n);
            }
        }

        private static float[] piece(Tensor t, int from, int n) {
            return Arrays.copyOfRange(t.floats(), t.offset() + from, t.offset() + from + n);
        }
    }

    private record Piece(Job job, int from, int to) {}

    static void run(int threads, List<Job> jobs) {
        List<Piece> pieces = new ArrayList<>();
        for (Job job : jobs) {
            int n = (int) job.value.elements();
            for (int from = 0; from < n; from += PIECE) {
                pieces.add(new Piece(job, from, Math.min(n, from + PIECE)));
            }
        }
        Ranges.run(threads, pieces.size(), i -> {
            Piece piece = pieces.get(i);
            piece.job.run(piece.from, piece.to);
        });
    }
}
