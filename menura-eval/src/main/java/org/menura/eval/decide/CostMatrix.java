package org.menura.eval.decide;

import java.util.Arrays;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.format.FormatException;

/**
 * Says what each decision costs, and decides for the least expected cost (C. Elkan, "The foundations of cost-sensitive learning",
 * 2001).
 *
 * @param costs of deciding for a class where another is right: [right, decided]
 * @param abstention cost of deciding for none; infinite if that must not be
 */
public record CostMatrix(double[][] costs, double abstention) {
    /** What is decided where no class is. */
    public static final int ABSTAIN = -1;

    /**
     * Checks the costs.
     *
     * @throws FormatException if they are no square, or one is not finite
     */
    public CostMatrix {
        for (double[] row : costs) {
            if (row.length != costs.length || !Arrays.stream(row).allMatch(Double::isFinite)) {
                throw new FormatException("Costs are a square of finite numbers, a row for each right class; found %d rows and one of %s."
                        .formatted(costs.length, Arrays.toString(row)));
            }
        }
        if (Double.isNaN(abstention)) {
            throw new FormatException("The cost of abstaining must be a number.");
        }
    }

    /** Makes costs of 1 for each error, so the most probable class is decided for. */
    public static CostMatrix ofErrors(int classes) {
        double[][] costs = new double[classes][classes];
        for (int i = 0; i < classes; i++) {
            Arrays.fill(costs[i], 1);
            costs[i][i] = 0;
        }
        return new CostMatrix(costs, Double.POSITIVE_INFINITY);
    }

    /** Lets a decision be left open at a cost. */
    public CostMatrix abstaining(double cost) {
        return new CostMatrix(costs, cost);
    }

    /** Computes the expected cost of deciding for a class, or for {@link #ABSTAIN}. */
    public double expected(double[] probabilities, int decision) {
        check(probabilities.length);
        if (decision == ABSTAIN) {
            return abstention;
        }
        double cost = 0;
        for (int c = 0; c < probabilities.length; c++) {
            cost += probabilities[c] * costs[c][decision];
        }
        return cost;
    }

    private void check(int classes) {
        if (classes != costs.length) {
            throw new FormatException("There are costs for %d classes and probabilities of %d.".formatted(costs.length, classes));
        }
    }

    /** Decides for the class with the least expected cost, the first of equals; {@link #ABSTAIN} if that costs less. */
    public int decide(double[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            if (expected(probabilities, c) < expected(probabilities, best)) {
                best = c;
            }
        }
        return abstention < expected(probabilities, best) ? ABSTAIN : best;
    }

    /** Computes what the decisions on documents cost on average. */
    public double meanCost(ClassProbabilities documents) {
        double sum = 0;
        for (int i = 0; i < documents.size(); i++) {
            int decision = decide(documents.values()[i]);
            sum += decision == ABSTAIN ? abstention : costs[documents.labels()[i]][decision];
        }
        return sum / documents.size();
    }
}
