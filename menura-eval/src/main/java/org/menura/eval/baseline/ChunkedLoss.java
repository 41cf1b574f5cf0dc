package org.menura.eval.baseline;

import java.util.stream.IntStream;

/**
 * Sums the losses of examples in parallel. Examples lie in a fixed number of chunks, added up in their order, so the number of threads
 * changes no bit.
 *
 * @param examples how many there are
 * @param loss of one
 */
record ChunkedLoss(int examples, Example loss) {
    private static final int CHUNKS = 4;

    /** The loss of one example. */
    interface Example {
        /** Returns the loss at {@code x} and adds its derivatives to {@code gradient}. */
        double add(int example, double[] x, double[] gradient);
    }

    double at(double[] x, double[] gradient) {
        int chunks = Math.clamp(examples / 64, 1, CHUNKS);
        double[][] gradients = new double[chunks][];
        double[] losses = new double[chunks];
        IntStream.range(0, chunks).parallel().forEach(chunk -> {
            double[] own = new double[x.length];
            double sum = 0;
            int end = (int) ((long) examples * (chunk + 1) / chunks);
            for (int i = (int) ((long) examples * chunk / chunks); i < end; i++) {
                sum += loss.add(i, x, own);
            }
            gradients[chunk] = own;
            losses[chunk] = sum;
        });
        double sum = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            sum += losses[chunk];
            for (int i = 0; i < x.length; i++) {
                gradient[i] += gradients[chunk][i];
            }
        }
        return sum;
    }
}
