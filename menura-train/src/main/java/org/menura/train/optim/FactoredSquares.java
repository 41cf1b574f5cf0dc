package org.menura.train.optim;

import org.menura.tensor.Tensor;

/**
 * Moving averages of a matrix's squared gradients, of which only the means of rows and of columns are kept; their product
 * over the mean of all stands for the matrix (arXiv 1804.04235, section 3).
 *
 * @param rows R, [rows]
 * @param columns C, [columns]
 */
record FactoredSquares(float[] rows, float[] columns) {
    /** Columns that one thread adds up; elements that it divides. */
    private static final int COLUMNS = 1 << 9;

    private static final int PIECE = 1 << 15;

    /**
     * Takes in a gradient [rows, columns] and divides it by the root of what it has then.
     *
     * @param out the quotient, from index 0
     */
    void update(int threads, Tensor gradient, double beta, double epsilon, float[] out) {
        float[] g = gradient.floats();
        int g0 = gradient.offset();
        int height = rows.length;
        int width = columns.length;
        int step = Math.max(1, PIECE / width);
        int blocks = Math.ceilDiv(height, step);
        Ranges.run(threads, blocks, b -> {
            for (int r = b * step; r < Math.min(height, (b + 1) * step); r++) {
                double mean = Sums.squares(g, g0 + r * width, g0 + (r + 1) * width) / width;
                rows[r] = (float) (beta * rows[r] + (1 - beta) * (mean + epsilon));
            }
        });
        Ranges.run(threads, Math.ceilDiv(width, COLUMNS), b -> {
            int from = b * COLUMNS;
            addColumns(g, g0 + from, from, Math.min(width, from + COLUMNS), beta, epsilon);
        });
        double total = 0;
        for (float r : rows) {
            total += r;
        }
        double mean = total / height;
        float[] byColumn = new float[width];
        for (int c = 0; c < width; c++) {
            byColumn[c] = (float) (1 / Math.sqrt(columns[c]));
        }
        Ranges.run(threads, blocks, b -> {
            float[] row = new float[width];
            for (int r = b * step; r < Math.min(height, (b + 1) * step); r++) {
                System.arraycopy(g, g0 + r * width, row, 0, width);
                scale(row, byColumn, (float) Math.sqrt(mean / rows[r]));
                System.arraycopy(row, 0, out, r * width, width);
            }
        });
    }

    private void addColumns(float[] g, int g0, int from, int to, double beta, double epsilon) {
        double[] sums = new double[to - from];
        for (int r = 0; r < rows.length; r++) {
            int at = g0 + r * columns.length;
            for (int c = 0; c < sums.length; c++) {
                sums[c] += (double) g[at + c] * g[at + c];
            }
        }
        for (int c = from; c < to; c++) {
            double mean = sums[c - from] / rows.length;
            columns[c] = (float) (beta * columns[c] + (1 - beta) * (mean + epsilon));
        }
    }

    private static void scale(float[] row, float[] byColumn, float byRow) {
        for (int c = 0; c < row.length; c++) {
            row[c] = row[c] * byRow * byColumn[c];
        }
    }
}
