package org.menura.train.objective;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Alignment by optimal transport (AOT, arXiv 2406.05882): {@link PreferenceLoss.Sigmoid} of the differences of two sorted
 * lists, so that a batch's rewards as a whole are moved, whichever pair they belong to. Losses come by rank.
 *
 * @param unpaired whether the log-ratios to the reference of chosen and rejected answers are compared (AOT of unpaired
 *     data), rather than the policy's and the reference's log-ratios of chosen to rejected
 * @param labelSmoothing ε
 */
public record SortedLoss(boolean unpaired, double labelSmoothing) implements PreferenceLoss {
    /** Checks the range. */
    public SortedLoss {
        Require.within("labelSmoothing", labelSmoothing, 0, 0.5);
    }

    @Override
    public Pairs pairs(Dpo.Logps policy, Dpo.Logps reference, double beta) {
        double[] more = AnswerLoss.logratios(policy.chosen(), unpaired ? reference.chosen() : policy.rejected());
        double[] less = AnswerLoss.logratios(unpaired ? policy.rejected() : reference.chosen(), reference.rejected());
        int[] upper = ranks(more);
        int[] lower = ranks(less);
        Sigmoid loss = new Sigmoid(labelSmoothing);
        Pairs out = new Pairs(more.length);
        for (int i = 0; i < more.length; i++) {
            double h = more[upper[i]] - less[lower[i]];
            out.losses()[i] = loss.of(h, beta);
            double slope = loss.slope(h, beta);
            out.chosen()[upper[i]] += slope;
            out.rejected()[unpaired ? lower[i] : upper[i]] -= slope;
        }
        return out;
    }

    private static int[] ranks(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
