package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/**
 * LongBench's metrics (Y. Bai et al., 2023), without the two that split Chinese text into words by jieba's dictionary: the best
 * score over a document's answers.
 */
final class LongBench {
    private static final PythonRegex NUMBER = PythonRegex.compile("\\d+");
    private static final PythonRegex PARAGRAPH = PythonRegex.compile("Paragraph (\\d+)");
    private static final PythonRegex CHINESE_PARAGRAPH = PythonRegex.compile("段落(\\d+)");
    private static final TaskFunction.Unscored CHINESE =
            new TaskFunction.Unscored("its Chinese answers are split into words by the Python library jieba");
    private static final double PERCENT = 100;

    private LongBench() {}

    static List<PythonModule> modules() {
        PythonModule module = PythonModule.of(
                "longbench/metrics.py", "2b80d9715f8e7b709d3a7927c99f7a7c36cd5f413af1a16d946ae1a4a13b36d1");
        add(module, "count", (document, answer) -> best(document, gold -> numbers(answer, gold)));
        add(module, "retrieval", (document, answer) -> best(document, gold -> numbers(answer, first(PARAGRAPH, gold))));
        add(
                module,
                "retrieval_zh",
                (document, answer) -> best(document, gold -> numbers(answer, first(CHINESE_PARAGRAPH, gold))));
        add(module, "classification", LongBench::classification);
        add(module, "rouge", (document, answer) -> best(document, gold -> DistinctRouge.f1(answer, gold)));
        add(module, "f1", (document, answer) -> best(document, gold -> Squad.f1(letters(gold), letters(answer))));
        add(
                module,
                "qa_f1",
                (document, answer) -> best(
                        document,
                        gold -> Squad.f1(
                                PythonText.split(Squad.normal(gold)), PythonText.split(Squad.normal(answer)))));
        for (String name : List.of("qa_f1_zh", "rouge_zh")) {
            module.results("get_" + name + "_score", CHINESE).results("get_" + name + "_with_score", CHINESE);
        }
        // Code is compared with its blanks.
        TaskFunction.OfResults code = LongBench::code;
        return List.of(module.results("get_code_sim_score", code)
                .results("get_code_sim_with_score", withScore("code_sim_score", code)));
    }

    private static Map<String, @Nullable Object> code(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String answer = said(results);
        return Metrics.of("code_sim_score", best(document, gold -> similarity(answer, gold)));
    }

    private static void add(
            PythonModule module, String name, BiFunction<Map<String, @Nullable Object>, String, Number> metric) {
        TaskFunction.OfResults alone = (document, results) ->
                Metrics.of(name + "_score", metric.apply(document, PythonText.strip(said(results))));
        module.results("get_" + name + "_score", alone);
        if (!name.equals("f1")) {
            module.results("get_" + name + "_with_score", withScore(name + "_score", alone));
        }
    }

    private static TaskFunction.OfResults withScore(String name, TaskFunction.OfResults alone) {
        return (Map<String, @Nullable Object> document, List<@Nullable Object> results) -> {
            Object value = alone.apply(document, results).get(name);
            return Metrics.of("score", value, name, value);
        };
    }

    private static String said(List<@Nullable Object> results) {
        return String.valueOf(results.getFirst());
    }

    /** A score of one of a document's answers. */
    @FunctionalInterface
    private interface Score {
        Number of(String gold);
    }

    /** Returns the best score, the later one of equal ones: a whole number stays one. */
    private static Number best(Map<String, @Nullable Object> document, Score score) {
        Number best = 0.0;
        for (String gold : Fields.texts(document, "answers")) {
            Number value = score.of(gold);
            best = value.doubleValue() >= best.doubleValue() ? value : best;
        }
        return best;
    }

    /** Returns the share of an answer's numbers that are the right one. */
    private static double numbers(String answer, String gold) {
        List<Object> numbers = NUMBER.found(answer);
        return numbers.isEmpty()
                ? 0.0
                : (double) numbers.stream().filter(gold::equals).count() / numbers.size();
    }

    private static String first(PythonRegex expression, String gold) {
        List<Object> found = expression.found(gold);
        if (found.isEmpty()) {
            throw new FormatException("the answer %s of a document names no paragraph".formatted(Python.repr(gold)));
        }
        return String.valueOf(found.getFirst());
    }

    private static Number classification(Map<String, @Nullable Object> document, String answer) {
        List<String> classes = Fields.texts(document, "all_classes");
        return best(document, gold -> {
            List<String> named = new ArrayList<>(classes);
            named.removeIf(name -> !answer.contains(name));
            for (int i = 0; i < named.size(); i++) { // what follows a removed one is passed over
                String name = named.get(i);
                if (gold.contains(name) && !name.equals(gold)) {
                    named.remove(name);
                }
            }
            return named.contains(gold) ? 1.0 / named.size() : 0.0;
        });
    }

    private static List<String> letters(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    /** Returns how alike the first line of code that is no comment is to the right one, in hundredths. */
    private static double similarity(String answer, String gold) {
        String line = PythonText.split(answer, "\n", -1).stream()
                .filter(l -> !PythonText.strip(l).isEmpty())
                .filter(l -> !l.contains("`") && !l.contains("#") && !l.contains("//"))
                .findFirst()
                .orElse("");
        if (line.equals(gold)) {
            return 1.0;
        }
        return line.isEmpty() || gold.isEmpty()
                ? 0.0
                : Math.rint(PERCENT * new LongestMatches(line, gold).ratio()) / PERCENT;
    }
}
