package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;

/** Qasper (P. Dasigi et al., 2021): questions about papers, each answer a document of its own. */
final class PaperQuestions {
    private PaperQuestions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of("qasper/utils.py", "187169607b06aac5967a4e9a6d2e8b6e127beeccdf8020bff1714c6646e9770f")
                        .rows("process_docs_bool", rows -> ofKind(rows, "bool"))
                        .rows("process_docs_freeform", rows -> ofKind(rows, "free form answer")),
                PythonModule.of("qasper/metrics.py", "a96dd7c92368adbd3a545193d6061edfcb8e373b313076a85687038e26e039a6")
                        .answer(
                                "f1_abstractive",
                                (reference, prediction, _) -> Squad.f1(words(reference), words(prediction))));
    }

    private static List<String> words(@Nullable Object answer) {
        return PythonText.split(Squad.normal(String.valueOf(answer)));
    }

    private static Rows ofKind(Rows rows, String wanted) {
        List<Map<String, @Nullable Object>> made = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows.rows()) {
            Map<?, ?> asked = Fields.map(row, "qas");
            List<@Nullable Object> questions = Fields.list(asked, "question");
            List<@Nullable Object> answers = Fields.list(asked, "answers");
            for (int i = 0; i < Math.min(questions.size(), answers.size()); i++) {
                if (!(answers.get(i) instanceof Map<?, ?> listed)) {
                    throw new FormatException("a document's answers are %s".formatted(Python.repr(answers.get(i))));
                }
                for (Object answer : Fields.list(listed, "answer")) {
                    Kind kind = answer instanceof Map<?, ?> map ? kind(map) : null;
                    if (kind != null && kind.name.equals(wanted)) {
                        made.add(Metrics.of(
                                "title",
                                Fields.get(row, "title"),
                                "abstract",
                                Fields.get(row, "abstract"),
                                "question",
                                questions.get(i),
                                "answer",
                                kind.answer,
                                "answer_type",
                                kind.name));
                    }
                }
            }
        }
        return Rows.of(made);
    }

    private record Kind(String name, String answer) {}

    private static @Nullable Kind kind(Map<?, ?> answer) {
        Object yes = Fields.get(answer, "yes_no");
        if (Python.truth(Fields.get(answer, "unanswerable"))) {
            return new Kind("unanswerable", "unanswerable");
        }
        if (Python.truth(yes)) {
            return new Kind("bool", "yes");
        }
        if (Python.truth(Fields.get(answer, "free_form_answer"))) {
            return new Kind("free form answer", Fields.text(answer, "free_form_answer"));
        }
        if (Python.truth(Fields.get(answer, "extractive_spans"))) {
            return new Kind("extractive_spans", String.join(", ", Fields.texts(answer, "extractive_spans")));
        }
        return Boolean.FALSE.equals(yes) ? new Kind("bool", "no") : null;
    }
}
