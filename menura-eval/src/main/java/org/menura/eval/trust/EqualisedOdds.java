package org.menura.eval.trust;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.menura.format.FormatException;

/**
 * Whether a classifier errs alike on all groups (Hardt et al. 2016): the greatest difference between groups in the rates of true and of
 * false positives.
 *
 * @param groups by name
 */
public record EqualisedOdds(Map<String, Group> groups) {
    /** What was predicted in a group. Rates are NaN where the group has no such cases. */
    public record Group(int truePositives, int positives, int falsePositives, int negatives) {
        public double truePositiveRate() {
            return (double) truePositives / positives;
        }

        public double falsePositiveRate() {
            return (double) falsePositives / negatives;
        }
    }

    /** Counts predictions. */
    public static EqualisedOdds of(List<String> groups, boolean[] actual, boolean[] predicted) {
        if (groups.size() != actual.length || actual.length != predicted.length) {
            throw new IllegalArgumentException(
                    "%d groups, %d labels, %d predictions".formatted(groups.size(), actual.length, predicted.length));
        }
        Map<String, int[]> counts = new TreeMap<>();
        for (int i = 0; i < actual.length; i++) {
            int[] of = counts.computeIfAbsent(groups.get(i), _ -> new int[4]);
            of[actual[i] ? 1 : 3]++;
            of[actual[i] ? 0 : 2] += predicted[i] ? 1 : 0;
        }
        Map<String, Group> out = new TreeMap<>();
        counts.forEach((name, c) -> out.put(name, new Group(c[0], c[1], c[2], c[3])));
        return new EqualisedOdds(out);
    }

    /**
     * Reads JSON lines with {@code group}, {@code label} and {@code prediction}.
     *
     * @param positive the label that is the positive one
     * @throws FormatException if the file is malformed, or has no two groups that can be compared
     */
    public static EqualisedOdds read(Path file, String positive) {
        List<JsonRows.Row> rows = JsonRows.read(file);
        List<String> groups = new ArrayList<>();
        boolean[] actual = new boolean[rows.size()];
        boolean[] predicted = new boolean[rows.size()];
        for (int i = 0; i < actual.length; i++) {
            groups.add(value(rows.get(i), "group"));
            actual[i] = value(rows.get(i), "label").equals(positive);
            predicted[i] = value(rows.get(i), "prediction").equals(positive);
        }
        EqualisedOdds odds = of(groups, actual, predicted);
        odds.requireComparable(file, positive);
        return odds;
    }

    private void requireComparable(Path file, String positive) {
        if (groups.size() < 2) {
            throw new FormatException("%s names %s; what is compared are two or more"
                    .formatted(file, groups.isEmpty() ? "no group" : "one group alone, " + groups.keySet()));
        }
        if (Double.isNaN(truePositiveGap()) && Double.isNaN(falsePositiveGap())
                || groups.values().stream().allMatch(g -> g.positives() == 0)) {
            throw new FormatException(
                    "%s holds too few labels to compare: no two groups have any that is %s; name the positive label with --positive"
                            .formatted(file, positive));
        }
    }

    private static String value(JsonRows.Row row, String field) {
        if (!row.json().path(field).isValueNode() || row.json().path(field).isNull()) {
            throw new FormatException(row.place() + " has no field " + field);
        }
        return row.json().path(field).asText();
    }

    /** Returns the greatest difference between groups in the rate of true positives; NaN if fewer than two have one. */
    public double truePositiveGap() {
        return gap(groups.values().stream().mapToDouble(Group::truePositiveRate).toArray());
    }

    /** Returns the greatest difference between groups in the rate of false positives; NaN if fewer than two have one. */
    public double falsePositiveGap() {
        return gap(
                groups.values().stream().mapToDouble(Group::falsePositiveRate).toArray());
    }

    /** Returns the greater of both differences, or that which there is. */
    public double gap() {
        double trues = truePositiveGap();
        double falses = falsePositiveGap();
        return Double.isNaN(trues) ? falses : Double.isNaN(falses) ? trues : Math.max(trues, falses);
    }

    private static double gap(double[] rates) {
        double[] known = Arrays.stream(rates)
                .filter(rate -> !Double.isNaN(rate))
                .sorted()
                .toArray();
        return known.length < 2 ? Double.NaN : known[known.length - 1] - known[0];
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out =
                new StringBuilder("| group | n | true positive rate | false positive rate |\n|---|---:|---:|---:|\n");
        groups.forEach((name, g) -> out.append("| %s | %d | %.4f | %.4f |%n"
                .formatted(name, g.positives() + g.negatives(), g.truePositiveRate(), g.falsePositiveRate())));
        out.append("| greatest difference | | %.4f | %.4f |%n".formatted(truePositiveGap(), falsePositiveGap()));
        return out.toString();
    }
}
