package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.Classification;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** SuperGLUE's tasks that need functions: CommitmentBank, MultiRC, ReCoRD and the Winograd schemas. */
final class SuperGlue {
    private static final List<String> CB_LABELS = List.of("entailment", "contradiction", "neutral");
    private static final List<String> TRUTHS = List.of("False", "True");
    private static final String HIGHLIGHT = "\n@highlight\n";
    private static final PythonRegex SPACE_BEFORE = PythonRegex.compile(" (['.,])");

    private static final PythonRegex PLACE = PythonRegex.compile(" X ");
    private static final Set<String> DETERMINERS = Set.of(
            "a", "an", "few", "her", "his", "each", "every", "many", "much", "my", "our", "some", "that", "the",
            "their", "these", "this", "those", "which", "whose", "your");

    /** Two texts of WSC whose pronoun is not where they say. */
    private static final Map<String, String> SPECIAL = Map.of(
            "The boy continued to whip the pony , and eventually the pony threw him over. John laughed out quite loud."
                    + " \"Good for him,\" he said. ",
            "The boy continued to whip the pony , and eventually the pony threw him over. John laughed out quite loud."
                    + " \"Good for X ,\" he said.",
            "When they had eventually calmed down a bit , and had gotten home, Mr. Farley put the magic pebble in an iron"
                    + " safe . Some day they might want to use it , but really for now, what more could they wish for?",
            "When they had eventually calmed down a bit , and had gotten home, Mr. Farley put the magic pebble in an iron"
                    + " safe . Some day they might want to use X , but really for now, what more could they wish for?");

    private SuperGlue() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "super_glue/cb/aggregate.py",
                                "1a65ad044b6b663a7293c84a70a1d1deb1762897272b4de3328f4b9ad57d847a")
                        .values("cb_multi_fi", SuperGlue::meanOfThree),
                PythonModule.of(
                                "super_glue/cb/t5_utils.py",
                                "7b9f98d6833fc456b07f3a6664df94f0c9bdf64a9a502872ff76074e59ed8e42")
                        .answer(
                                "mean_3class_f1",
                                (reference, prediction, _) ->
                                        PythonTuple.of((long) Math.max(0, CB_LABELS.indexOf(prediction)), (long)
                                                label(CB_LABELS, reference)))
                        .values("agg_mean_3class_f1", SuperGlue::meanOfThree),
                PythonModule.of(
                                "super_glue/multirc/t5_utils.py",
                                "d48cfd317baeaf78af1f171d1bb5ae8c6cdce3bbfaa2da2c65352c13d27ff586")
                        .answer("f1", (reference, prediction, _) -> {
                            List<String> parts = PythonText.split(Python.str(reference), "_", -1);
                            int gold = label(TRUTHS, parts.getLast());
                            return PythonTuple.of(truth(prediction, gold), (long) gold);
                        })
                        .values(
                                "agg_f1",
                                values -> Classification.of(numbers(column(values, 1)), numbers(column(values, 0)))
                                        .binaryF1())
                        .answer("em", (reference, prediction, _) -> {
                            List<String> parts = pair(Python.str(reference));
                            int gold = label(TRUTHS, parts.get(1));
                            return PythonTuple.of(parts.get(0), truth(prediction, gold), (long) gold);
                        })
                        .values("agg_em", SuperGlue::wholeQuestions),
                PythonModule.of(
                                "super_glue/record/util.py",
                                "274e6430411e2d0376ec516ac191a44b81ecacf89151ba4df5f4107e894e2dfc")
                        .text("doc_to_text", SuperGlue::recordText)
                        .text("doc_to_target", SuperGlue::recordTarget)
                        .text("doc_to_choice", SuperGlue::recordChoices)
                        .rows("process_docs", SuperGlue::recordRows)
                        .results("process_results", SuperGlue::recordScores),
                PythonModule.of(
                                "super_glue/wsc/preprocess_wsc.py",
                                "af369d50024ef69d607630f79c70669b15d0501f3800be9ee46c98bb605d43fa")
                        .text("default_doc_to_text", SuperGlue::winograd),
                PythonModule.of(
                                "super_glue/wsc/t5_utils.py",
                                "f58d7b8030112f8e348baaad96acbf81e67970027dfd8ddcf1c27b2559b8ef48")
                        .text("doc_to_text", SuperGlue::marked)
                        .results("process_results", SuperGlue::referent));
    }

    private static int label(List<String> labels, @Nullable Object name) {
        int label = labels.indexOf(name);
        if (label < 0) {
            throw new FormatException(
                    "the target %s is none of %s".formatted(Python.repr(name), String.join(", ", labels)));
        }
        return label;
    }

    /** The index of a predicted truth; the opposite of the gold one, as a boolean, for all other answers. */
    private static Object truth(@Nullable Object prediction, int gold) {
        int said = TRUTHS.indexOf(prediction);
        return said < 0 ? (Object) (gold == 0) : (long) said;
    }

    private static List<String> pair(String text) {
        List<String> parts = PythonText.split(text, "_", -1);
        if (parts.size() != 2) {
            throw new FormatException("the target %s is no group and answer with _ between".formatted(text));
        }
        return parts;
    }

    private static List<@Nullable Object> column(List<@Nullable Object> values, int column) {
        List<@Nullable Object> out = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof PythonTuple tuple) || tuple.size() <= column) {
                throw new FormatException("a score is no tuple: " + Python.repr(value));
            }
            out.add(tuple.get(column));
        }
        return out;
    }

    private static List<Object> numbers(List<@Nullable Object> values) {
        List<Object> out = new ArrayList<>();
        values.forEach(value -> out.add(PythonNumbers.integer(value)));
        return out;
    }

    private static List<Object> is(List<@Nullable Object> labels, long label) {
        List<Object> out = new ArrayList<>();
        labels.forEach(one -> out.add(one instanceof Number n && n.longValue() == label ? 1L : 0L));
        return out;
    }

    /** The mean of the F-scores of three classes; what is called prediction there is the target, which changes nothing. */
    private static Object meanOfThree(List<@Nullable Object> values) {
        double[] scores = new double[3];
        for (int i = 0; i < 3; i++) {
            scores[i] = Classification.of(is(column(values, 1), i), is(column(values, 0), i))
                    .binaryF1();
        }
        return Numpy.mean(scores);
    }

    private static Object wholeQuestions(List<@Nullable Object> values) {
        Map<Object, Boolean> right = new LinkedHashMap<>();
        List<@Nullable Object> groups = column(values, 0);
        List<Object> predicted = numbers(column(values, 1));
        List<Object> gold = numbers(column(values, 2));
        for (int i = 0; i < groups.size(); i++) {
            right.merge(
                    String.valueOf(groups.get(i)), Objects.equals(predicted.get(i), gold.get(i)), Boolean::logicalAnd);
        }
        return Numpy.mean(right.values().stream().mapToDouble(r -> r ? 1 : 0).toArray());
    }

    private static String recordText(Map<String, @Nullable Object> document) {
        List<String> parts = PythonText.split(PythonText.strip(Fields.text(document, "passage")), HIGHLIGHT, -1);
        StringBuilder text = new StringBuilder(parts.getFirst()).append("\n\n");
        parts.subList(1, parts.size())
                .forEach(highlight -> text.append("  - ").append(highlight).append(".\n"));
        return text.toString();
    }

    private static String recordTarget(Map<String, @Nullable Object> document) {
        return filled(document, Fields.list(document, "answers").getFirst());
    }

    private static List<Object> recordChoices(Map<String, @Nullable Object> document) {
        List<Object> choices = new ArrayList<>();
        for (Object entity : Fields.list(document, "entities")) {
            choices.add(filled(document, entity));
        }
        return choices;
    }

    private static String filled(Map<String, @Nullable Object> document, @Nullable Object entity) {
        return ("  - " + Fields.text(document, "query")).replace("@placeholder", Python.str(entity));
    }

    private static Rows recordRows(Rows rows) {
        return rows.map(document -> Metrics.of(
                "passage",
                document.get("passage"),
                "query",
                document.get("query"),
                "entities",
                distinct(Fields.texts(document, "entities")),
                "answers",
                distinct(Fields.texts(document, "answers"))));
    }

    private static List<Object> distinct(List<String> texts) {
        TreeSet<String> sorted = new TreeSet<>(PythonText::compare);
        sorted.addAll(texts);
        return new ArrayList<>(sorted);
    }

    private static Map<String, @Nullable Object> recordScores(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        int best = Numpy.argmax(Likelihoods.values(results));
        String prediction = Fields.texts(document, "entities").get(best);
        Number f1 = 0L;
        Number exact = 0L;
        boolean first = true;
        for (String answer : Fields.texts(document, "answers")) {
            // Prediction and answer change places in the original; the scores are the same.
            Number one = Squad.f1(prediction, answer);
            f1 = first ? one : Squad.max(f1, one);
            exact = Math.max(exact.longValue(), Squad.exact(prediction, answer));
            first = false;
        }
        return Metrics.of("f1", f1, "em", exact);
    }

    private static String winograd(Map<String, @Nullable Object> document) {
        String raw = Fields.text(document, "text");
        String pronoun = Fields.text(document, "span2_text");
        List<String> words = PythonText.split(raw);
        int index = (int) Fields.integer(document, "span2_index");
        String before = String.join(" ", words.subList(0, Math.clamp(index, 0, words.size())));
        int length = Python.len(raw);
        int after = Math.min(length, Python.len(before) + Python.len(pronoun) + 1);
        String passage = before + " *" + pronoun + "*" + PythonText.slice(raw, after, length);
        return "Passage: " + plain(passage) + "\nQuestion: In the passage above, does the pronoun \"*" + pronoun
                + "*\" refer to \"*" + Fields.text(document, "span1_text") + "*\"?\nAnswer:";
    }

    /** Joins the tokens of a text. */
    static String plain(String text) {
        String joined = text.replace(" n't", "n't")
                .replace(" )", ")")
                .replace("( ", "(")
                .replace("\" ", "\"")
                .replace(" \"", "\"");
        return SPACE_BEFORE.sub("\\1", joined);
    }

    /** A text whose pronoun stands between asterisks. */
    private static String marked(Map<String, @Nullable Object> document) {
        String text = Fields.text(document, "text");
        String pronoun = Fields.text(document, "span2_text");
        String open = SPECIAL.get(text);
        if (open == null) {
            List<String> words = PythonText.split(text, " ", -1);
            long index = Fields.integer(document, "span2_index");
            if (index <= 0 || index >= words.size() || !words.get((int) index).equals(pronoun)) {
                throw new FormatException("a text has the pronoun %s, but it is not word %d of it"
                        .formatted(Python.repr(pronoun), index));
            }
            words = new ArrayList<>(words);
            words.set((int) index, "X");
            open = String.join(" ", words);
        }
        return "wsc: " + PLACE.sub(" *" + pronoun + "* ", open);
    }

    private static Map<String, @Nullable Object> referent(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        String predicted = bare(Python.str(results.getFirst()));
        String reference = bare(Fields.text(document, "span1_text"));
        boolean same = predicted.contains("'") == reference.contains("'");
        if (same) {
            Set<String> some = new HashSet<>(PythonText.split(predicted, " ", -1));
            Set<String> others = new HashSet<>(PythonText.split(reference, " ", -1));
            same = others.containsAll(some) || some.containsAll(others);
        }
        return Metrics.of("accuracy", Fields.integer(document, "label") == (same ? 1 : 0) ? 1.0 : 0.0);
    }

    private static String bare(String text) {
        List<String> words = new ArrayList<>(PythonText.split(PythonCharacters.lower(PythonText.strip(text)), " ", -1));
        words.removeIf(DETERMINERS::contains);
        return String.join(" ", words);
    }
}
