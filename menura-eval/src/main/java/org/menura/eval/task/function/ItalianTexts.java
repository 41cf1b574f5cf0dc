package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.Classification;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Tasks of EVALITA-LLM (B. Magnini et al., 2025): sentiment, questions, synonyms and summaries; {@link ItalianEntities} has the others. */
final class ItalianTexts {
    private static final List<String> SENTIMENTS = List.of("Positivo", "Negativo", "Neutrale", "Misto");
    private static final String NO_SYNONYM = "&&NOSYN&&";
    private static final PythonRegex LISTED = PythonRegex.compile("[^,]+");
    private static final int MOST_SYNONYMS = 10;

    private ItalianTexts() {}

    static List<PythonModule> modules() {
        return List.of(
                ItalianEntities.add(PythonModule.of(
                                "evalita_llm/utils.py",
                                "9fe73cf8a114c2dd877bf5bc0caf0fa5345d5eadb7d69122c9fb9ea6a4b79db7"))
                        .text("sa_doc_to_target", ItalianTexts::sentiment)
                        .text("sa_doc_to_target_v2", ItalianTexts::sentiment)
                        .text("sa_doc_to_choice", _ -> SENTIMENTS)
                        .text("faq_doc_to_target", document -> {
                            int place = List.of("A", "B", "C", "D")
                                    .indexOf(Python.str(Fields.get(document, "correct_answer")));
                            return place < 0 ? null : (Object) (long) place;
                        })
                        .text("ls_doc_to_target", document -> {
                            List<Synonym> all = synonyms(document);
                            return all.isEmpty()
                                    ? NO_SYNONYM
                                    : all.stream().map(Synonym::word).collect(Collectors.joining(", "));
                        })
                        .results("ls_process_results", ItalianTexts::substitution),
                PythonModule.of(
                                "evalita_llm/metrics.py",
                                "58c11749cf51acaea4b8520c503584c8fbb63fef65cb91155f0053d23f8c2d56")
                        .values("_aggreg_ls", ItalianTexts::synonymScore)
                        .values("_aggreg_sa", ItalianTexts::sentimentScore)
                        .values("_aggreg_ner", values -> classes(values, false))
                        .values("_aggreg_rel", values -> classes(values, true)),
                PythonModule.of(
                                "evalita_llm/sum_utils.py",
                                "8739cd03b7f74b9f8a214aabd4ef99d6f39cd49ff8af806bb070fe0847d1a243")
                        .results("process_results_sum", (document, results) -> {
                            Object summary =
                                    document.containsKey("summary") ? document.get("summary") : document.get("target");
                            if (!(summary instanceof String reference)) {
                                throw new FormatException("a document has no summary");
                            }
                            return Metrics.of(
                                    "rouge1", DrawnRouge.f1("rouge1", reference, String.valueOf(results.getFirst())));
                        }));
    }

    private static @Nullable Object sentiment(Map<String, @Nullable Object> document) {
        Object positive = Fields.get(document, "opos");
        Object negative = Fields.get(document, "oneg");
        boolean isPositive = "1".equals(positive);
        boolean isNegative = "1".equals(negative);
        if (!isPositive && !"0".equals(positive) || !isNegative && !"0".equals(negative)) {
            return null;
        }
        return isPositive ? (isNegative ? 3L : 0L) : (isNegative ? 1L : 2L);
    }

    /** A synonym, and how many annotators named it. */
    private record Synonym(String word, long count) {}

    private static List<Synonym> synonyms(Map<String, @Nullable Object> document) {
        List<Synonym> all = new ArrayList<>();
        for (Object answer : Fields.list(document, "answers")) {
            if (!(answer instanceof Map<?, ?> map)) {
                throw new FormatException("an answer of a document is no object with a word and a count");
            }
            all.add(new Synonym(Fields.text(map, "word"), Fields.integer(map, "count")));
        }
        return all;
    }

    private static Map<String, @Nullable Object> substitution(
            Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        List<Synonym> gold = synonyms(document);
        List<String> words = gold.stream().map(Synonym::word).toList();
        List<String> said = listed(String.valueOf(results.getFirst()));
        long hits = 0;
        for (String word : said) {
            int place = words.indexOf(word);
            hits += place < 0 ? 0 : gold.get(place).count;
        }
        long all = gold.stream().mapToLong(Synonym::count).sum();
        return Metrics.of(
                "f1",
                PythonTuple.of(
                        all == 0 ? (Object) hits : (Object) ((double) hits / all),
                        said.isEmpty() ? 0L : 1L,
                        words.isEmpty() ? 0L : 1L));
    }

    /** The words of the first line between commas, ten at most, of whose last letters alone are kept. */
    private static List<String> listed(String answer) {
        List<String> parts = new ArrayList<>();
        for (Object match : LISTED.found(PythonText.split(answer, "\n", -1).getFirst())) {
            String part = String.valueOf(match);
            String inner = part.startsWith("\"") && part.endsWith("\"")
                    ? part.substring(1, Math.max(1, part.length() - 1))
                    : part;
            if (!inner.isEmpty() || inner.equals(part)) {
                parts.add(PythonText.strip(inner).replace("\"", ""));
            }
        }
        List<String> first = new ArrayList<>(parts.subList(0, Math.min(MOST_SYNONYMS, parts.size())));
        if (!first.isEmpty()) {
            first.add(Squad.without(first.removeLast(), c -> !Character.isLetter(c)));
        }
        return first;
    }

    private static Number synonymScore(List<@Nullable Object> values) {
        double sum = 0;
        for (Object value : Multilingual.column(values, 0)) {
            sum += PythonNumbers.real(value);
        }
        long answered = total(values, 1);
        long annotated = total(values, 2);
        double precision = sum / Math.max(1, answered);
        double recall = sum / Math.max(1, annotated);
        return precision + recall == 0 ? (Number) 0L : (Number) (2 * precision * recall / (precision + recall));
    }

    private static long total(List<@Nullable Object> values, int column) {
        return Multilingual.column(values, column).stream()
                .mapToLong(PythonNumbers::integer)
                .sum();
    }

    /** The mean F-score of whether a text is positive and whether it is negative. */
    private static double sentimentScore(List<@Nullable Object> values) {
        List<@Nullable Object> predicted = Multilingual.column(values, 0);
        List<@Nullable Object> gold = Multilingual.column(values, 1);
        return (side(gold, predicted, List.of(0L, 3L)) + side(gold, predicted, List.of(1L, 3L))) / 2;
    }

    private static double side(List<@Nullable Object> gold, List<@Nullable Object> predicted, List<Long> classes) {
        double[] scores =
                Classification.of(of(gold, classes), of(predicted, classes)).f1s();
        return (scores[0] + (scores.length > 1 ? scores[1] : 0)) / 2;
    }

    private static List<Long> of(List<@Nullable Object> labels, List<Long> classes) {
        return labels.stream()
                .map(label -> classes.contains(PythonNumbers.integer(label)) ? 1L : 0L)
                .toList();
    }

    private static double classes(List<@Nullable Object> values, boolean macro) {
        Classification all = Classification.of(joined(values, 1), joined(values, 0));
        double[] scores = all.f1s();
        if (macro || scores.length == 1) {
            return macro ? all.macroF1() : scores[0];
        }
        double sum = 0;
        for (int i = 0; i < scores.length - 1; i++) {
            sum += scores[i];
        }
        return sum / (scores.length - 1);
    }

    private static List<@Nullable Object> joined(List<@Nullable Object> values, int column) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Object labels : Multilingual.column(values, column)) {
            all.addAll((List<?>) Objects.requireNonNull(labels));
        }
        return all;
    }
}
