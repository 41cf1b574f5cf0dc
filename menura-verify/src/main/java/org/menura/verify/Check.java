package org.menura.verify;

import java.util.Arrays;
import java.util.Locale;
import org.menura.tensor.Tensor;

/**
 * The comparison of one output with its reference.
 *
 * @param output its name
 * @param maxAbsolute largest absolute difference; NaN if shapes differ or a value is not a number
 * @param maxRelative the same divided by the largest magnitude in the reference
 * @param tolerance bound of the absolute difference
 * @param ok whether it agrees
 * @param note a further note; may be empty
 */
public record Check(String output, double maxAbsolute, double maxRelative, double tolerance, boolean ok, String note) {
    /** The tolerance factor of logits, hidden states and embeddings: {@code factor · max(1, largest magnitude)}. */
    public static final double LOGITS = 1e-4;

    /** Compares values; the tolerance is {@code factor · max(floor, largest magnitude in the reference)}. */
    public static Check values(String output, float[] actual, float[] expected, double factor, double floor) {
        if (actual.length != expected.length) {
            return failed(output, "%d values instead of %d".formatted(actual.length, expected.length));
        }
        double worst = 0;
        double magnitude = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            // Infinities agree with themselves; a NaN must not pass as a small difference.
            if (actual[i] != expected[i]) {
                worst = Double.isNaN(difference) || Double.isNaN(worst) ? Double.NaN : Math.max(worst, difference);
            }
            if (Float.isFinite(expected[i])) {
                magnitude = Math.max(magnitude, Math.abs(expected[i]));
            }
        }
        double tolerance = factor * Math.max(floor, magnitude);
        return new Check(
                output, worst, worst / Math.max(magnitude, Double.MIN_NORMAL), tolerance, worst <= tolerance, "");
    }

    /** Compares logits, hidden states and embeddings. */
    public static Check values(String output, Tensor actual, Tensor expected) {
        return values(output, actual.toFloats(), expected.toFloats(), LOGITS, 1);
    }

    /** Compares token ids, which must be equal. */
    public static Check ids(String output, int[] actual, int[] expected) {
        return ids(output, actual, Arrays.stream(expected).asLongStream().toArray());
    }

    /** Compares token ids, which must be equal. */
    public static Check ids(String output, int[] actual, long[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (i >= actual.length || actual[i] != expected[i]) {
                return failed(output, "differs from id %d on".formatted(i));
            }
        }
        if (actual.length != expected.length) {
            return failed(output, "%d ids instead of %d".formatted(actual.length, expected.length));
        }
        return new Check(output, 0, 0, 0, true, expected.length + " ids");
    }

    /** Makes a failed check for a reason other than the output's values. */
    public static Check failed(String output, String why) {
        return new Check(output, Double.NaN, Double.NaN, 0, false, why);
    }

    /** Formats the check as one line for a terminal. */
    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "%-4s %-40s abs %9.2e  rel %9.2e  tolerance %8.1e  %s",
                        ok ? "ok" : "FAIL",
                        output,
                        maxAbsolute,
                        maxRelative,
                        tolerance,
                        note)
                .stripTrailing();
    }
}
