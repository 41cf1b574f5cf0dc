package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** DROP: answers of several spans, aligned with those of the references (D. Dua et al., N19-1246). */
final class Drop {
    private static final PythonRegex ARTICLES = PythonRegex.compile("\\b(a|an|the)\\b");
    private static final PythonRegex BETWEEN = PythonRegex.compile(" |-");

    private Drop() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of("drop/utils.py", "a5782ee7d2e537968a5b83976195ae2b9b6e2a565a0bfb5c24d221b4d61a04f5")
                        .rows("process_docs", Drop::processed)
                        .results("process_results", Drop::scores));
    }

    private static Rows processed(Rows rows) {
        return rows.map(document -> Metrics.of(
                "id",
                Fields.get(document, "query_id"),
                "passage",
                Fields.get(document, "passage"),
                "question",
                Fields.get(document, "question"),
                "answers",
                answers(document)));
    }

    /** The answer and the validated ones, without repetitions. */
    private static List<Object> answers(Map<String, @Nullable Object> document) {
        Set<Object> answers = new LinkedHashSet<>();
        answers.add(answer(Fields.map(document, "answer")));
        Map<?, ?> validated = Fields.map(document, "validated_answers");
        List<@Nullable Object> numbers = Fields.list(validated, "number");
        List<@Nullable Object> dates = Fields.list(validated, "date");
        List<@Nullable Object> spans = Fields.list(validated, "spans");
        for (int i = 0; i < numbers.size(); i++) {
            answers.add(answer(Metrics.of("number", numbers.get(i), "date", dates.get(i), "spans", spans.get(i))));
        }
        return new ArrayList<>(answers);
    }

    private static List<Object> answer(Map<?, ?> answer) {
        Object number = Fields.get(answer, "number");
        if (!"".equals(number)) {
            return List.of(Python.str(number));
        }
        List<@Nullable Object> spans = Fields.list(answer, "spans");
        if (!spans.isEmpty()) {
            return spans.stream().map(span -> (Object) Python.str(span)).toList();
        }
        Map<?, ?> date = Fields.map(answer, "date");
        return List.of(PythonText.strip(
                String.join(" ", Fields.text(date, "day"), Fields.text(date, "month"), Fields.text(date, "year"))));
    }

    private static Map<String, @Nullable Object> scores(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        List<String> predicted = results.stream().map(String::valueOf).toList();
        Number exact = 0L;
        Number f1 = 0L;
        for (Object gold : Fields.list(document, "answers")) {
            if (!(gold instanceof List<?> list) || list.isEmpty()) {
                throw new FormatException("an answer of a DROP document is no list of spans");
            }
            List<String> spans = list.stream().map(String::valueOf).toList();
            if (!PythonText.strip(spans.getFirst()).isEmpty()) {
                exact = Squad.max(exact, exact(predicted, spans));
                f1 = Squad.max(f1, f1(predicted, spans));
            }
        }
        return Metrics.of("em", exact, "f1", f1);
    }

    private static double exact(List<String> predicted, List<String> gold) {
        List<String> a = predicted.stream().map(Drop::normal).toList();
        List<String> b = gold.stream().map(Drop::normal).toList();
        return a.size() == b.size() && new HashSet<>(a).equals(new HashSet<>(b)) ? 1.0 : 0.0;
    }

    private static double f1(List<String> predicted, List<String> gold) {
        double[][] scores = new double[gold.size()][predicted.size()];
        for (int i = 0; i < gold.size(); i++) {
            for (int j = 0; j < predicted.size(); j++) {
                Set<String> a = words(gold.get(i));
                Set<String> b = words(predicted.get(j));
                scores[i][j] = numbersAgree(a, b) ? f1(b, a) : 0;
            }
        }
        double[] best = new double[Math.max(gold.size(), predicted.size())];
        int[] aligned = Assignment.greatest(scores);
        for (int i = 0; i < aligned.length; i++) {
            best[i] = aligned[i] < 0 ? 0 : scores[i][aligned[i]];
        }
        return Math.rint(Numpy.mean(best) * 100) / 100;
    }

    private static double f1(Set<String> predicted, Set<String> gold) {
        Set<String> common = new HashSet<>(gold);
        common.retainAll(predicted);
        double precision = predicted.isEmpty() ? 1.0 : (double) common.size() / predicted.size();
        double recall = gold.isEmpty() ? 1.0 : (double) common.size() / gold.size();
        return precision == 0 && recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static boolean numbersAgree(Set<String> gold, Set<String> predicted) {
        Set<String> numbers = new HashSet<>(gold);
        numbers.removeIf(word -> PythonFloats.parse(word) == null);
        return numbers.isEmpty() || predicted.stream().anyMatch(numbers::contains);
    }

    private static Set<String> words(String span) {
        return new HashSet<>(PythonText.split(normal(span)));
    }

    private static String normal(String answer) {
        List<String> tokens = new ArrayList<>();
        for (String token : BETWEEN.split(answer)) {
            String plain = withoutPunctuation(PythonCharacters.lower(token == null ? "" : token));
            Double number = PythonFloats.parse(plain);
            String fixed = number == null ? plain : Python.repr(number.doubleValue());
            String normal = String.join(" ", PythonText.split(ARTICLES.sub(" ", fixed)));
            if (!normal.isEmpty()) {
                tokens.add(normal);
            }
        }
        return PythonText.strip(String.join(" ", tokens));
    }

    private static String withoutPunctuation(String text) {
        return PythonFloats.parse(text) == null ? Squad.without(text, c -> Squad.PUNCTUATION.indexOf(c) >= 0) : text;
    }

    /** The assignment of rows to columns with the greatest sum, by the Hungarian method. */
    static final class Assignment {
        private Assignment() {}

        /** Returns the column of each row; -1 for rows without one. */
        static int[] greatest(double[][] scores) {
            int size = Math.max(scores.length, scores.length == 0 ? 0 : scores[0].length);
            double[] rowPotential = new double[size + 1];
            double[] columnPotential = new double[size + 1];
            int[] rowOf = new int[size + 1];
            for (int row = 1; row <= size; row++) {
                assign(row, scores, size, rowPotential, columnPotential, rowOf);
            }
            int[] columns = new int[scores.length];
            Arrays.fill(columns, -1);
            for (int column = 1; column <= size; column++) {
                int row = rowOf[column] - 1;
                if (row < scores.length && column <= scores[0].length) {
                    columns[row] = column - 1;
                }
            }
            return columns;
        }

        private static double cost(double[][] scores, int row, int column) {
            return row <= scores.length && column <= scores[0].length ? -scores[row - 1][column - 1] : 0;
        }

        private static void assign(
                int start, double[][] scores, int size, double[] rows, double[] columns, int[] rowOf) {
            double[] least = new double[size + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            int[] way = new int[size + 1];
            boolean[] used = new boolean[size + 1];
            rowOf[0] = start;
            int column = 0;
            do {
                used[column] = true;
                double delta = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int j = 1; j <= size; j++) {
                    if (!used[j]) {
                        double reduced = cost(scores, rowOf[column], j) - rows[rowOf[column]] - columns[j];
                        if (reduced < least[j]) {
                            least[j] = reduced;
                            way[j] = column;
                        }
                        if (least[j] < delta) {
                            delta = least[j];
                            next = j;
                        }
                    }
                }
                for (int j = 0; j <= size; j++) {
                    if (used[j]) {
                        rows[rowOf[j]] += delta;
                        columns[j] -= delta;
                    } else {
                        least[j] -= delta;
                    }
                }
                column = next;
            } while (rowOf[column] != 0);
            while (column != 0) {
                rowOf[column] = rowOf[way[column]];
                column = way[column];
            }
        }
    }
}
