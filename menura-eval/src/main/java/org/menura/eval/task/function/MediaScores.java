package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.Cider;
import org.menura.eval.metric.WordErrors;
import org.menura.eval.multimodal.AnswerReading;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRandom;
import org.menura.format.python.PythonTuple;

/** Scores of tasks about pictures and sounds: POPE, MME, MMBench, MMMU, captions, transcripts. */
final class MediaScores {
    /** The seed of the letters that MMMU draws for answers without one. */
    private static final int MMMU_SEED = 42;

    private MediaScores() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of("menura_media.py", "04a2a6295333df221cc665b26e2f6ab318b456780187d74b3da089acad3d3ada")
                        .results("yes_no", MediaScores::yesNo)
                        .values("precision", values -> Counts.of(values).precision())
                        .values("recall", values -> Counts.of(values).recall())
                        .values("f1", values -> Counts.of(values).f1())
                        .results("pair", MediaScores::pair)
                        .values("all_right", MediaScores::allRight)
                        .results("circle", MediaScores::circle)
                        .results("mmmu", MediaScores::mmmu)
                        .values("mmmu_accuracy", MediaScores::mmmuAccuracy)
                        .results("caption", MediaScores::caption)
                        .values("cider", MediaScores::cider)
                        .results("heard", MediaScores::heard)
                        .values("word_error_rate", MediaScores::wordErrorRate));
    }

    private static Map<String, @Nullable Object> yesNo(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        boolean gold = "yes".equals(document.get("answer"));
        boolean said = AnswerReading.saysYes(answer(results));
        PythonTuple both = PythonTuple.of(gold ? 1L : 0L, said ? 1L : 0L);
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        scores.put("acc", gold == said ? 1.0 : 0.0);
        scores.put("precision", both);
        scores.put("recall", both);
        scores.put("f1", both);
        scores.put("yes_ratio", said ? 1.0 : 0.0);
        return scores;
    }

    private record Counts(long right, long said, long there) {
        static Counts of(List<@Nullable Object> values) {
            Counts sum = new Counts(0, 0, 0);
            for (Object value : values) {
                PythonTuple pair = tuple(value, 2);
                boolean there = Python.truth(pair.get(0));
                boolean said = Python.truth(pair.get(1));
                sum = new Counts(
                        sum.right + (there && said ? 1 : 0), sum.said + (said ? 1 : 0), sum.there + (there ? 1 : 0));
            }
            return sum;
        }

        double precision() {
            return said == 0 ? 0 : (double) right / said;
        }

        double recall() {
            return there == 0 ? 0 : (double) right / there;
        }

        double f1() {
            return said + there == 0 ? 0 : 2.0 * right / (said + there);
        }
    }

    private static Map<String, @Nullable Object> pair(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        boolean right = AnswerReading.yesNo(answer(results)).equals(document.get("answer"));
        return grouped(document, right, "acc_plus");
    }

    private static Map<String, @Nullable Object> circle(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String said = AnswerReading.letter(answer(results), texts(document.get("options"), "options"));
        return grouped(document, said != null && said.equals(document.get("answer")), "circular");
    }

    private static Map<String, @Nullable Object> grouped(
            Map<String, @Nullable Object> document, boolean right, String metric) {
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        scores.put("acc", right ? 1.0 : 0.0);
        scores.put(metric, PythonTuple.of(document.get("group"), right ? 1.0 : 0.0));
        return scores;
    }

    private static Object allRight(List<@Nullable Object> values) {
        Map<@Nullable Object, Boolean> groups = new LinkedHashMap<>();
        for (Object value : values) {
            PythonTuple pair = tuple(value, 2);
            groups.merge(pair.get(0), Python.truth(pair.get(1)), Boolean::logicalAnd);
        }
        return (double) groups.values().stream().filter(right -> right).count() / groups.size();
    }

    private static Map<String, @Nullable Object> mmmu(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        if ("multiple-choice".equals(document.get("question_type"))) {
            Object options = document.get("options") instanceof String literal
                    ? Python.literalEval(literal)
                    : document.get("options");
            List<String> choices = texts(options, "options");
            List<@Nullable Object> letters = new ArrayList<>();
            for (int i = 0; i < choices.size(); i++) {
                letters.add(AnswerReading.letter(i));
            }
            String said = AnswerReading.letter(answer(results), choices);
            scores.put("acc", PythonTuple.of(said, letters, document.get("answer")));
        } else {
            Object gold = document.get("answer");
            List<String> right = gold instanceof List ? texts(gold, "answer") : List.of(Python.str(gold));
            boolean says = AnswerReading.says(answer(results), right);
            scores.put("acc", PythonTuple.of(says ? 1.0 : 0.0, null, null));
        }
        return scores;
    }

    private static Object mmmuAccuracy(List<@Nullable Object> values) {
        PythonRandom random = new PythonRandom(MMMU_SEED);
        double right = 0;
        for (Object value : values) {
            PythonTuple read = tuple(value, 3);
            if (read.get(1) instanceof List<?> letters) {
                Object said = read.get(0) == null ? random.choice(letters) : read.get(0);
                right += said != null && said.equals(read.get(2)) ? 1 : 0;
            } else {
                right += Python.truth(read.get(0)) ? 1 : 0;
            }
        }
        return right / values.size();
    }

    private static Map<String, @Nullable Object> caption(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String said = answer(results);
        List<String> references = texts(document.get("references"), "references");
        boolean exact = references.stream().anyMatch(r -> Cider.words(r).equals(Cider.words(said)));
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        scores.put("exact_match", exact ? 1.0 : 0.0);
        scores.put("bleu", List.of(references, said));
        scores.put("cider", List.of(references, said));
        return scores;
    }

    private static Object cider(List<@Nullable Object> values) {
        List<String> captions = new ArrayList<>();
        List<List<String>> references = new ArrayList<>();
        for (Object value : values) {
            List<?> pair = list(value, 2);
            references.add(texts(pair.get(0), "references"));
            captions.add(String.valueOf(pair.get(1)));
        }
        return Cider.of(captions, references);
    }

    private static Map<String, @Nullable Object> heard(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String text = Python.str(document.get("text"));
        String said = answer(results);
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        scores.put("wer", List.of(text, said));
        scores.put("exact_match", WordErrors.words(text).equals(WordErrors.words(said)) ? 1.0 : 0.0);
        return scores;
    }

    private static Object wordErrorRate(List<@Nullable Object> values) {
        WordErrors sum = new WordErrors(0, 0);
        for (Object value : values) {
            List<?> pair = list(value, 2);
            sum = sum.plus(WordErrors.of(String.valueOf(pair.get(0)), String.valueOf(pair.get(1))));
        }
        return sum.rate();
    }

    private static String answer(List<@Nullable Object> results) {
        return results.getFirst() instanceof String text ? text : "";
    }

    private static PythonTuple tuple(@Nullable Object value, int size) {
        if (value instanceof PythonTuple tuple && tuple.size() == size) {
            return tuple;
        }
        throw new FormatException("a score is %s instead of %d values".formatted(value, size));
    }

    private static List<?> list(@Nullable Object value, int size) {
        if (value instanceof List<?> list && list.size() == size) {
            return list;
        }
        throw new FormatException("a score is %s instead of %d values".formatted(value, size));
    }

    private static List<String> texts(@Nullable Object value, String field) {
        if (!(value instanceof List<?> list)) {
            throw new FormatException("a document's %s should be a list of texts".formatted(field));
        }
        return list.stream().map(Python::str).toList();
    }
}
