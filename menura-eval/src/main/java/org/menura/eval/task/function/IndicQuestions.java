package org.menura.eval.task.function;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;

/** IndicParam: questions in languages of India that have few speakers on the web. */
final class IndicQuestions {
    private static final List<String> LETTERS = List.of("A", "B", "C", "D");
    private static final List<String> SUBJECTS = List.of(
            "Bodo",
            "Dogri",
            "Gujarati_surya",
            "Konkani",
            "Maithili",
            "Marathi",
            "Nepali",
            "Oriya",
            "Rajasthani",
            "Sanskrit",
            "Sanskrit Mix",
            "Santali");

    private IndicQuestions() {}

    static List<PythonModule> modules() {
        PythonModule module = PythonModule.of(
                        "indicparam/utils.py", "8f1025b513aeddb39a313edd75e43521e4f5dac790037ab9a6b0d8ee77903c23")
                .text("doc_to_text", document -> {
                    StringBuilder text = new StringBuilder("Question: ")
                            .append(Python.str(Fields.get(document, "question_text")))
                            .append('\n');
                    for (String letter : LETTERS) {
                        text.append(letter)
                                .append(". ")
                                .append(Python.str(Fields.get(document, "option_" + PythonCharacters.lower(letter))))
                                .append('\n');
                    }
                    return text + "Answer:";
                })
                .text("doc_to_choice", _ -> LETTERS)
                .text("doc_to_target", IndicQuestions::target);
        for (String subject : SUBJECTS) {
            String name = PythonCharacters.lower(subject).replace("_surya", "").replace(' ', '_');
            module.rows("process_docs_" + name, rows -> rows.filter(row -> subject.equals(Fields.get(row, "subject"))));
        }
        return List.of(module);
    }

    private static Object target(Map<String, @Nullable Object> document) {
        int index = LETTERS.indexOf(PythonCharacters.upper(Fields.text(document, "correct_answer")));
        if (index < 0) {
            throw new FormatException("the answer of a document is %s, not one of a, b, c and d"
                    .formatted(Python.repr(document.get("correct_answer"))));
        }
        return (long) index;
    }
}
