package org.menura.eval.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.menura.eval.report.PairedTest;
import org.menura.tensor.Rng;

/**
 * Compares measurements of bias of two models on the same questions, such as before and after tuning: paired differences, each with the
 * interval that holds it with 95 % confidence.
 *
 * @param rows in the order of the suites
 */
public record FairnessComparison(List<Row> rows) {
    private static final int DRAWS = 2_000;
    private static final double OUTSIDE = 0.025;
    private static final String ALL = "all";

    /**
     * A measurement of both models.
     *
     * @param suite that was asked
     * @param of all questions, or a category
     * @param measure what was measured
     * @param n number of questions or pairs
     * @param difference of the second model to the first
     * @param how the interval was found
     */
    public record Row(
            String suite,
            String of,
            String measure,
            int n,
            double before,
            double after,
            double difference,
            double low,
            double high,
            String how) {
        /** Tells whether the interval leaves 0 out. */
        public boolean differs() {
            return low > 0 || high < 0;
        }
    }

    /** Compares answers to BBQ; questions of a template are drawn together, since they are much alike. */
    public static FairnessComparison of(BiasQuestions before, BiasQuestions after) {
        List<Row> rows = new ArrayList<>();
        for (String name :
                names(before.asked().stream().map(a -> a.question().category()).toList())) {
            List<Integer> indices = new ArrayList<>();
            for (int i = 0; i < before.asked().size(); i++) {
                if (name.equals(ALL)
                        || before.asked().get(i).question().category().equals(name)) {
                    indices.add(i);
                }
            }
            List<Map.Entry<String, ToDoubleFunction<BiasQuestions.Row>>> measures = List.of(
                    Map.entry("accuracy, ambiguous", BiasQuestions.Row::accuracyAmbiguous),
                    Map.entry("accuracy, disambiguated", BiasQuestions.Row::accuracyDisambiguated),
                    Map.entry("s_AMB", BiasQuestions.Row::biasAmbiguous),
                    Map.entry("s_DIS", BiasQuestions.Row::biasDisambiguated));
            rows.addAll(drawn(name, indices, before, after, measures));
        }
        return new FairnessComparison(rows);
    }

    private static List<Row> drawn(
            String name,
            List<Integer> indices,
            BiasQuestions before,
            BiasQuestions after,
            List<Map.Entry<String, ToDoubleFunction<BiasQuestions.Row>>> measures) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        indices.forEach(i -> groups.computeIfAbsent(before.asked().get(i).group(), _ -> new ArrayList<>())
                .add(i));
        List<List<Integer>> clusters = List.copyOf(groups.values());
        double[][] differences = new double[measures.size()][DRAWS];
        Rng random = new Rng(0);
        for (int d = 0; d < DRAWS; d++) {
            List<Integer> draw = new ArrayList<>();
            for (int c = 0; c < clusters.size(); c++) {
                draw.addAll(clusters.get(random.nextInt(clusters.size())));
            }
            BiasQuestions.Row first = row(before, name, draw);
            BiasQuestions.Row second = row(after, name, draw);
            for (int m = 0; m < measures.size(); m++) {
                ToDoubleFunction<BiasQuestions.Row> measure = measures.get(m).getValue();
                differences[m][d] = measure.applyAsDouble(second) - measure.applyAsDouble(first);
            }
        }
        BiasQuestions.Row first = row(before, name, indices);
        BiasQuestions.Row second = row(after, name, indices);
        List<Row> rows = new ArrayList<>();
        for (int m = 0; m < measures.size(); m++) {
            ToDoubleFunction<BiasQuestions.Row> measure = measures.get(m).getValue();
            double[] sorted = Arrays.stream(differences[m])
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            double a = measure.applyAsDouble(first);
            double b = measure.applyAsDouble(second);
            rows.add(new Row(
                    "BBQ",
                    name,
                    measures.get(m).getKey(),
                    indices.size(),
                    a,
                    b,
                    b - a,
                    sorted.length == 0 ? Double.NaN : sorted[(int) (OUTSIDE * sorted.length)],
                    sorted.length == 0 ? Double.NaN : sorted[(int) ((1 - OUTSIDE) * sorted.length)],
                    "paired bootstrap over %d templates".formatted(clusters.size())));
        }
        return rows;
    }

    private static BiasQuestions.Row row(BiasQuestions of, String name, List<Integer> indices) {
        return BiasQuestions.row(
                name,
                indices,
                of.asked().stream().map(BiasQuestions.Asked::question).toList(),
                of.asked().stream().map(BiasQuestions.Asked::chosen).toList());
    }

    /** Compares preferences for stereotyping sentences, by McNemar's exact test. */
    public static FairnessComparison of(StereotypePairs before, StereotypePairs after) {
        List<Row> rows = new ArrayList<>();
        for (String kind : names(before.kinds())) {
            double[] first = chosen(before.preferred(), before.kinds(), kind);
            double[] second = chosen(after.preferred(), after.kinds(), kind);
            rows.add(paired("CrowS-Pairs", kind, "stereotyping sentence more likely", first, second));
        }
        return new FairnessComparison(rows);
    }

    /** Compares gaps between stereotypical and other pronouns. */
    public static FairnessComparison of(OccupationPronouns before, OccupationPronouns after) {
        List<Row> rows = new ArrayList<>();
        for (String type : names(before.types())) {
            double[] firstPro = chosen(before.pro(), before.types(), type);
            double[] firstAnti = chosen(before.anti(), before.types(), type);
            double[] secondPro = chosen(after.pro(), after.types(), type);
            double[] secondAnti = chosen(after.anti(), after.types(), type);
            rows.add(paired("WinoBias", type, "accuracy, stereotypical", firstPro, secondPro));
            rows.add(paired("WinoBias", type, "accuracy, against it", firstAnti, secondAnti));
            rows.add(paired("WinoBias", type, "gap", minus(firstPro, firstAnti), minus(secondPro, secondAnti)));
        }
        return new FairnessComparison(rows);
    }

    /** Compares values of the same documents. */
    static Row paired(String suite, String of, String measure, double[] first, double[] second) {
        PairedTest.Outcome outcome = PairedTest.ofMeans(first, second);
        return new Row(
                suite,
                of,
                measure,
                first.length,
                Arrays.stream(first).average().orElse(0),
                Arrays.stream(second).average().orElse(0),
                outcome.difference(),
                outcome.low(),
                outcome.high(),
                outcome.how());
    }

    private static Set<String> names(List<String> kinds) {
        Set<String> names = new LinkedHashSet<>();
        names.add(ALL);
        names.addAll(kinds);
        return names;
    }

    private static double[] chosen(List<Double> values, List<String> kinds, String kind) {
        List<Double> out = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (kind.equals(ALL) || kinds.get(i).equals(kind)) {
                out.add(values.get(i));
            }
        }
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] minus(double[] a, double[] b) {
        double[] out = a.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] -= b[i];
        }
        return out;
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out = new StringBuilder("| suite | of | measure | n | before | after | difference | 95 % | |\n"
                + "|---|---|---|---:|---:|---:|---:|---:|---|\n");
        rows.forEach(r -> out.append("| %s | %s | %s | %d | %.4f | %.4f | %+.4f | %+.4f to %+.4f | %s |%n"
                .formatted(
                        r.suite(),
                        r.of(),
                        r.measure(),
                        r.n(),
                        r.before(),
                        r.after(),
                        r.difference(),
                        r.low(),
                        r.high(),
                        r.differs() ? "differs" : "no difference shown")));
        return out.toString();
    }
}
