package org.menura.model.layer;

import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Learned positions of the patches of a square picture, brought to grids of other sizes. */
public final class GridPositions {
    /** The cubic of the usual bicubic interpolation of feature maps. */
    private static final double A = -0.75;

    private GridPositions() {}

    /**
     * Interpolates a table bicubically, pixel centres between integers.
     *
     * @param table [before + side · side, width], of which the first {@code before} entries are no patches and stay
     * @param down height of the new grid
     * @param across width of the new grid
     * @return [before + down · across, width]
     */
    public static Tensor resized(Backend ops, Tensor table, int before, int down, int across) {
        int entries = table.dim(0);
        int side = (int) Math.round(Math.sqrt(entries - before));
        int outputs = before + down * across;
        float[] weights = new float[Math.multiplyExact(outputs, entries)];
        for (int i = 0; i < before; i++) {
            weights[i * entries + i] = 1;
        }
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                int row = (before + y * across + x) * entries + before;
                spread(weights, row, side, (y + 0.5) * side / down - 0.5, (x + 0.5) * side / across - 0.5);
            }
        }
        return ops.matmul(Tensor.of(weights, outputs, entries), table.toHeap());
    }

    private static void spread(float[] weights, int row, int side, double y, double x) {
        int y0 = (int) Math.floor(y);
        int x0 = (int) Math.floor(x);
        for (int j = y0 - 1; j <= y0 + 2; j++) {
            for (int i = x0 - 1; i <= x0 + 2; i++) {
                int at = Math.clamp(j, 0, side - 1) * side + Math.clamp(i, 0, side - 1);
                weights[row + at] += (float) (cubic(y - j) * cubic(x - i));
            }
        }
    }

    private static double cubic(double distance) {
        double d = Math.abs(distance);
        if (d <= 1) {
            return ((A + 2) * d - (A + 3)) * d * d + 1;
        }
        return d < 2 ? ((A * d - 5 * A) * d + 8 * A) * d - 4 * A : 0;
    }
}
