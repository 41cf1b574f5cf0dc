package org.menura.eval.task.function;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.Rouge;
import org.menura.format.FormatException;
import org.menura.format.python.NumpyRandom;
import org.menura.format.python.Python;

/**
 * Computes ROUGE over documents as Hugging Face's metric of that name does: the median of the mean F-scores of a thousand
 * samples, which are drawn for one kind after another.
 */
final class DrawnRouge {
    private static final List<String> KINDS = List.of("rouge1", "rouge2", "rougeL", "rougeLsum");
    private static final int SAMPLES = 1000;

    private DrawnRouge() {}

    /**
     * Computes ROUGE of a kind.
     *
     * @param random numbers seeded for this value alone
     */
    static double of(
            String kind,
            List<? extends @Nullable Object> references,
            List<? extends @Nullable Object> answers,
            NumpyRandom random) {
        int size = references.size();
        double[] scores = new double[size];
        for (int i = 0; i < size; i++) {
            scores[i] = f1(kind, text(references.get(i)), text(answers.get(i)));
        }
        // The samples of the kinds before it.
        for (int i = 0; i < KINDS.indexOf(kind) * SAMPLES; i++) {
            random.choice(size, size, true);
        }
        double[] means = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            double sum = 0;
            for (int place : random.choice(size, size, true)) {
                sum += scores[place];
            }
            means[i] = sum / size;
        }
        Arrays.sort(means);
        double low = means[SAMPLES / 2 - 1];
        double high = means[SAMPLES / 2];
        return high - (high - low) * 0.5;
    }

    /** Computes the F-score of one answer. */
    static double f1(String kind, String reference, String answer) {
        return switch (kind) {
            case "rouge1" -> Rouge.ofNgrams(reference, answer, 1).f1();
            case "rouge2" -> Rouge.ofNgrams(reference, answer, 2).f1();
            case "rougeL" -> Rouge.ofSubsequence(reference, answer).f1();
            default -> Rouge.ofSummary(reference, answer).f1();
        };
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new FormatException("ROUGE compares texts, not %s".formatted(Python.repr(value)));
    }
}
