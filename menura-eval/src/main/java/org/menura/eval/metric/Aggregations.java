package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.PythonMath;

/** Finds lm-evaluation-harness' aggregations by name. */
public final class Aggregations {
    private static final double LN2 = 0.6931471805599453;
    private static final Map<String, Aggregation> ALL = new LinkedHashMap<>();

    /** The mean, summed from left to right. */
    public static final Aggregation MEAN = numeric("mean", values -> Numpy.naiveSum(values) / values.length);

    static {
        add(MEAN);
        add(new Numeric("median", null) {
            @Override
            public Number of(List<? extends @Nullable Object> scores) {
                Scores.refuseNone(scores);
                double middle = sortedMiddle(Scores.numbers(scores));
                boolean whole = scores.stream().noneMatch(score -> score instanceof Double || score instanceof Float);
                return whole ? (Number) (long) middle : (Number) middle;
            }
        });
        add(numeric("nanmean", Aggregations::meanOfNumbers));
        add(numeric("perplexity", values -> PythonMath.exp(-(Numpy.naiveSum(values) / values.length))));
        add(weighted("weighted_perplexity", mean -> PythonMath.exp(-mean)));
        add(weighted("bits_per_byte", mean -> -mean / LN2));
        add(new Classified("f1", Classification::binaryF1));
        add(new Classified("matthews_corrcoef", Classification::matthews));
        add(new BrierScore());
        add(CorpusAggregation.bleu());
        add(CorpusAggregation.chrf("chrf", 0));
        add(CorpusAggregation.chrf("chrf++", 2));
        add(CorpusAggregation.ter());
        add(new Numeric("bypass", null) {
            @Override
            public Number of(List<? extends @Nullable Object> scores) {
                return 999L;
            }
        });
    }

    private Aggregations() {}

    private static void add(Aggregation aggregation) {
        ALL.put(aggregation.name(), aggregation);
    }

    /**
     * Returns the aggregation of a name.
     *
     * @throws FormatException if it is not known
     */
    public static Aggregation named(String name) {
        Aggregation found = ALL.get(name);
        if (found == null) {
            throw new FormatException(
                    "The aggregation %s is not known; known are %s.".formatted(name, String.join(", ", ALL.keySet())));
        }
        return found;
    }

    /** Tells whether there is an aggregation of this name. */
    public static boolean isKnown(String name) {
        return ALL.containsKey(name);
    }

    private static double sortedMiddle(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double meanOfNumbers(double[] values) {
        double[] zeros = values.clone();
        int count = 0;
        for (int i = 0; i < zeros.length; i++) {
            count += Double.isNaN(zeros[i]) ? 0 : 1;
            zeros[i] = Double.isNaN(zeros[i]) ? 0 : zeros[i];
        }
        return count == 0 ? Double.NaN : Numpy.sum(zeros) / count;
    }

    private static Aggregation numeric(String name, ToDoubleFunction<double[]> function) {
        return new Numeric(name, function);
    }

    /** An aggregation of numbers. */
    private static class Numeric implements Aggregation {
        private final String name;
        private final @Nullable ToDoubleFunction<double[]> function;

        Numeric(String name, @Nullable ToDoubleFunction<double[]> function) {
            this.name = name;
            this.function = function;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Number of(List<? extends @Nullable Object> scores) {
            if (!name.equals("nanmean")) {
                Scores.refuseNone(scores);
            }
            return Objects.requireNonNull(function).applyAsDouble(Scores.numbers(scores));
        }

        @Override
        public Drawn prepare(List<? extends @Nullable Object> scores) {
            if (name.equals("bypass")) {
                return picks -> 999;
            }
            double[] all = Scores.numbers(scores);
            ToDoubleFunction<double[]> aggregate = function == null ? Aggregations::sortedMiddle : function;
            return picks -> {
                double[] drawn = new double[picks.length];
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = all[picks[i]];
                }
                return aggregate.applyAsDouble(drawn);
            };
        }
    }

    private static Aggregation weighted(String name, Function<Double, Double> function) {
        return new Aggregation() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Number of(List<? extends @Nullable Object> scores) {
                Scores.refuseNone(scores);
                double sum = 0;
                double weight = 0;
                for (Object score : scores) {
                    sum += Scores.number(Scores.first(score));
                    weight += Scores.number(Scores.second(score));
                }
                return function.apply(sum / weight);
            }
        };
    }

    /** An aggregation of pairs of true and predicted class. */
    private record Classified(String name, ToDoubleFunction<Classification> function) implements Aggregation {
        @Override
        public Number of(List<? extends @Nullable Object> scores) {
            Scores.refuseNone(scores);
            List<@Nullable Object> gold = new ArrayList<>();
            List<@Nullable Object> predicted = new ArrayList<>();
            for (Object score : scores) {
                gold.add(Scores.first(score));
                predicted.add(Scores.second(score));
            }
            return function.applyAsDouble(Classification.of(gold, predicted));
        }

        @Override
        public Drawn prepare(List<? extends @Nullable Object> scores) {
            List<@Nullable Object> gold = new ArrayList<>();
            List<@Nullable Object> predicted = new ArrayList<>();
            for (Object score : scores) {
                gold.add(Scores.first(score));
                predicted.add(Scores.second(score));
            }
            Classification all = Classification.of(gold, predicted);
            return picks -> function.applyAsDouble(all.drawn(picks));
        }
    }

    /** Mean squared distance of the probabilities from the right class. */
    private record BrierScore() implements Aggregation {
        @Override
        public String name() {
            return "brier_score";
        }

        @Override
        public Number of(List<? extends @Nullable Object> scores) {
            Scores.refuseNone(scores);
            double[] rows = new double[scores.size()];
            int classes = -1;
            for (int i = 0; i < rows.length; i++) {
                double[] probabilities = probabilities(Scores.second(scores.get(i)));
                classes = classes < 0 ? probabilities.length : classes;
                int gold = (int) Scores.number(Scores.first(scores.get(i)));
                gold += gold < 0 ? classes : 0;
                if (probabilities.length != classes || gold < 0 || gold >= classes) {
                    throw new FormatException("brier_score needs as many choices in each document, and a right one.");
                }
                rows[i] = Calibration.brier(probabilities, gold);
            }
            return Numpy.mean(rows);
        }

        private static double[] probabilities(@Nullable Object score) {
            return switch (score) {
                case double[] array -> array;
                case List<?> list -> Scores.numbers(list);
                case null, default -> throw new FormatException("brier_score needs the probabilities of the choices.");
            };
        }
    }
}
