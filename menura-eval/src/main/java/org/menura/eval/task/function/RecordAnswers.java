package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** ReCoRD with answers in words, as T5 was asked: a document for each right answer, scored by the question they belong to. */
final class RecordAnswers {
    private static final PythonRegex AFTER_MARK = PythonRegex.compile("(\\.|\\?|\\!|\\\"|\\')\\n@highlight\\n");
    private static final PythonRegex HIGHLIGHT = PythonRegex.compile("\\n@highlight\\n");

    private RecordAnswers() {}

    static List<PythonModule> modules() {
        return List.of(PythonModule.of(
                        "super_glue/record/t5_utils.py",
                        "5b63ff29067eea176299b87d3cf273091f24219e17a9baa89c0f02aad28a61a4")
                .rows("process_docs", RecordAnswers::apart)
                .text("doc_to_text", RecordAnswers::question)
                .answer("em", (reference, prediction, _) -> PythonTuple.of(prediction, reference))
                .answer("f1", (reference, prediction, _) -> PythonTuple.of(prediction, reference))
                .values("squad_em_agg", RecordAnswers::exact)
                .values("squad_f1_agg", RecordAnswers::shared));
    }

    private static Rows apart(Rows rows) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows.rows()) {
            for (Object answer : Fields.list(row, "answers")) {
                Map<String, @Nullable Object> one = new LinkedHashMap<>(row);
                one.put("answers", answer);
                all.add(one);
            }
        }
        return Rows.of(all);
    }

    private static String question(Map<String, @Nullable Object> document) {
        String passage = HIGHLIGHT.sub(". ", AFTER_MARK.sub("\\1 ", Fields.text(document, "passage")));
        return String.join(
                " ",
                "record query:",
                Fields.text(document, "query"),
                "entities:",
                String.join(", ", Fields.texts(document, "entities")),
                "passage:",
                passage);
    }

    /** The answers to a question, and the right ones. */
    private record Answers(List<String> given, List<String> right) {}

    private static List<Answers> byQuestion(List<@Nullable Object> values, boolean onlyFirst) {
        Map<String, Answers> questions = new LinkedHashMap<>();
        for (Object value : values) {
            if (!(value instanceof PythonTuple pair) || pair.size() != 2) {
                throw new FormatException("a score of a document is %s, not a pair".formatted(Python.repr(value)));
            }
            List<String> parts = PythonText.split(Python.str(pair.get(1)), "_", -1);
            if (parts.size() != 2) {
                throw new FormatException("the target %s should have one _, between a question's number and its answer"
                        .formatted(Python.repr(pair.get(1))));
            }
            Answers answers = questions.get(parts.getFirst());
            if (answers == null) {
                answers = new Answers(new ArrayList<>(), new ArrayList<>());
                questions.put(parts.getFirst(), answers);
            } else if (onlyFirst) {
                continue;
            }
            answers.given.add(Squad.normal(Python.str(pair.get(0))));
            answers.right.add(Squad.normal(parts.getLast()));
        }
        return List.copyOf(questions.values());
    }

    private static Object exact(List<@Nullable Object> values) {
        long count = 0;
        long same = 0;
        for (Answers answers : byQuestion(values, false)) {
            count += answers.given.size();
            same += answers.given.stream().filter(answers.right::contains).count();
        }
        return (double) same / count;
    }

    private static Object shared(List<@Nullable Object> values) {
        double[] scores = byQuestion(values, true).stream()
                .mapToDouble(answers -> Squad.f1(
                                PythonText.split(answers.right.getFirst()), PythonText.split(answers.given.getFirst()))
                        .doubleValue())
                .toArray();
        return Numpy.sum(scores) / scores.length;
    }
}
