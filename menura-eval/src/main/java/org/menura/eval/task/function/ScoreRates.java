package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.PythonTuple;

/** What SCORE makes of answers: accuracy per prompt and per place of the right choice, and how often two answers agree. */
final class ScoreRates {
    private static final int PROMPTS = 10;
    private static final double PLACES = 10_000;

    private ScoreRates() {}

    /** Adds the functions of a set whose answers are labels; MMLU-Pro's accuracies are means over categories. */
    static void add(Map<String, TaskFunction> functions, String set, List<String> labels) {
        boolean isMacro = set.equals("mmlu_pro");
        String kind = isMacro ? "macro_accuracy" : "accuracy";
        functions.put("prompt_robustness_process_results", (TaskFunction.OfResults)
                (Map<String, @Nullable Object> document, List<@Nullable Object> results) -> {
                    String said = ScoreTasks.said(document, labels, results);
                    Object id = Fields.get(document, "question_id");
                    Object prompt = Fields.get(document, "prompt_id");
                    String gold = gold(document, labels);
                    return Metrics.of(
                            prompt + "_" + kind,
                            isMacro
                                    ? PythonTuple.of(id, prompt, said, gold, Fields.get(document, "category"))
                                    : PythonTuple.of(id, prompt, said, gold),
                            "consistency_rate",
                            PythonTuple.of(id, prompt, said, gold));
                });
        functions.put("option_order_robustness_process_results", (TaskFunction.OfResults)
                (Map<String, @Nullable Object> document, List<@Nullable Object> results) -> {
                    String said = ScoreTasks.said(document, labels, results);
                    Object id = Fields.get(document, "question_id");
                    Object place = Fields.get(document, "always_same_option");
                    String gold = gold(document, labels);
                    return Metrics.of(
                            "per_option_" + kind + "_" + place,
                            isMacro
                                    ? PythonTuple.of(id, place, said, gold, Fields.get(document, "category"))
                                    : PythonTuple.of(id, place, said, gold),
                            "options_consistency_rate",
                            PythonTuple.of(
                                    id,
                                    place,
                                    said,
                                    Fields.get(document, "original_answer_index"),
                                    PythonTuple.of(Fields.get(document, "answer_index"))));
                });
        functions.put("non_greedy_robustness_process_results", (TaskFunction.OfResults)
                (Map<String, @Nullable Object> document, List<@Nullable Object> results) -> Metrics.of(
                        "non_greedy_" + kind,
                        PythonTuple.of(
                                Fields.get(document, "question_id"),
                                ScoreTasks.said(document, labels, results),
                                gold(document, labels),
                                isMacro ? Fields.get(document, "category") : null)));
        for (int i = 0; i < PROMPTS; i++) {
            long prompt = i;
            functions.put("per_prompt_accuracy_" + i, (TaskFunction.OfValues) (List<@Nullable Object> values) ->
                    accuracy(values, tuple -> Objects.equals(tuple.get(1), prompt), 2, isMacro ? 4 : -1));
        }
        for (String label : labels) {
            functions.put("per_option_" + kind + "_" + label.toLowerCase(Locale.ROOT), (TaskFunction.OfValues)
                    (List<@Nullable Object> values) ->
                            accuracy(values, tuple -> label.equals(tuple.get(1)), 2, isMacro ? 4 : -1));
        }
        functions.put("non_greedy_" + kind, (TaskFunction.OfValues)
                (List<@Nullable Object> values) -> accuracy(values, _ -> true, 1, isMacro ? 3 : -1));
        functions.put(set + "_prompt_consistency_rate", (TaskFunction.OfValues)
                (List<@Nullable Object> values) -> agreement(values, tuple -> Objects.requireNonNull(tuple.get(2))));
        functions.put("options_consistency_rate", (TaskFunction.OfValues)
                (List<@Nullable Object> values) -> agreement(values, tuple -> option(tuple, labels)));
    }

    private static String gold(Map<String, @Nullable Object> document, List<String> labels) {
        return ScoreTasks.label(labels, (int) Fields.integer(document, "answer_index"));
    }

    private static List<PythonTuple> tuples(List<@Nullable Object> values) {
        List<PythonTuple> tuples = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof PythonTuple tuple)) {
                throw new FormatException("a score of a document is no tuple");
            }
            tuples.add(tuple);
        }
        return tuples;
    }

    /**
     * Computes the share of right answers, to four places.
     *
     * @param said place of the answer, behind which the right one stands
     * @param category place of the category whose shares are averaged; -1 for none
     */
    private static double accuracy(
            List<@Nullable Object> values, Predicate<PythonTuple> counts, int said, int category) {
        Map<@Nullable Object, long[]> tallies = new LinkedHashMap<>();
        for (PythonTuple tuple : tuples(values)) {
            if (counts.test(tuple)) {
                long[] tally = tallies.computeIfAbsent(category < 0 ? "" : tuple.get(category), _ -> new long[2]);
                tally[0] += Objects.equals(tuple.get(said), tuple.get(said + 1)) ? 1 : 0;
                tally[1]++;
            }
        }
        if (tallies.isEmpty()) {
            throw new FormatException("no document was asked in this way, so that it has no accuracy");
        }
        double[] shares = tallies.values().stream()
                .mapToDouble(tally -> (double) tally[0] / tally[1])
                .toArray();
        return Math.rint(Numpy.mean(shares) * PLACES) / PLACES;
    }

    /** What a tuple's answer counts as. */
    @FunctionalInterface
    private interface Answer {
        Object of(PythonTuple tuple);
    }

    private static Object option(PythonTuple tuple, List<String> labels) {
        Object said = Objects.requireNonNull(tuple.get(2));
        String first = ScoreTasks.label(labels, (int) PythonNumbers.integer(tuple.get(3)));
        return said.equals(first) || said.equals(tuple.get(1)) ? first : said;
    }

    /** Computes the share of pairs of answers to a question that are the same. */
    private static double agreement(List<@Nullable Object> values, Answer answer) {
        Map<@Nullable Object, List<Object>> questions = new LinkedHashMap<>();
        for (PythonTuple tuple : tuples(values)) {
            questions.computeIfAbsent(tuple.get(0), _ -> new ArrayList<>()).add(answer.of(tuple));
        }
        long same = 0;
        long pairs = 0;
        for (List<Object> answers : questions.values()) {
            for (int i = 0; i < answers.size(); i++) {
                for (int j = i + 1; j < answers.size(); j++) {
                    same += answers.get(i).equals(answers.get(j)) ? 1 : 0;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? 0.0 : (double) same / pairs;
    }
}
