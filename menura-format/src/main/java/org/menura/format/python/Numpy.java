package org.menura.format.python;

/** Sums and means as numpy computes them over contiguous doubles, and as Python 3.11's {@code sum} does. */
public final class Numpy {
    private static final int BLOCK = 128;

    private Numpy() {}

    /** Sums pairwise in blocks of 128, each by eight sums ({@code np.sum}). */
    public static double sum(double... values) {
        return 0.0 + pairwise(values, 0, values.length);
    }

    /** Averages ({@code np.mean}); not a number where there is none. */
    public static double mean(double... values) {
        return sum(values) / values.length;
    }

    /** Computes the standard deviation ({@code np.std}). */
    public static double std(double[] values, int degreesLost) {
        return Math.sqrt(variance(values, degreesLost));
    }

    /** Computes the variance ({@code np.var}), divided by the count less {@code degreesLost}. */
    public static double variance(double[] values, int degreesLost) {
        double mean = mean(values);
        double[] squares = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double distance = values[i] - mean;
            squares[i] = distance * distance;
        }
        return sum(squares) / Math.max(values.length - degreesLost, 0);
    }

    /** Finds the first largest value; one that is not a number counts as the largest ({@code np.argmax}). */
    public static int argmax(double... values) {
        int best = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                return i;
            }
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Sums from left to right, as the {@code sum} of Python 3.11 does; that of 3.12 compensates. */
    public static double naiveSum(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double pairwise(double[] values, int from, int count) {
        if (count < 8) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += values[from + i];
            }
            return sum;
        }
        if (count > BLOCK) {
            int half = count / 2;
            half -= half % 8;
            return pairwise(values, from, half) + pairwise(values, from + half, count - half);
        }
        double[] sums = new double[8];
        System.arraycopy(values, from, sums, 0, 8);
        int whole = count - count % 8;
        for (int i = 8; i < whole; i += 8) {
            for (int j = 0; j < 8; j++) {
                sums[j] += values[from + i + j];
            }
        }
        double sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
        for (int i = whole; i < count; i++) {
            sum += values[from + i];
        }
        return sum;
    }
}
