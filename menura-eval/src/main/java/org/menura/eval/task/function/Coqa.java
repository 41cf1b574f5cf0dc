package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** CoQA: questions about a story, each after the answers to those before it. */
final class Coqa {
    private Coqa() {}

    static List<PythonModule> modules() {
        return List.of(PythonModule.of(
                        "coqa/utils.py", "62ac82e8027162d134709355a00526ff5497deb5987beebb18b439b320e860ca")
                .text("doc_to_text", Coqa::text)
                .text(
                        "doc_to_target",
                        document ->
                                answers(document, texts(document, "questions").size()))
                .results(
                        "process_results",
                        (document, results) ->
                                scores(document, texts(document, "questions").size(), results)));
    }

    private static List<@Nullable Object> texts(Map<?, ?> document, String field) {
        return Fields.list(Fields.map(document, field), "input_text");
    }

    private static String text(Map<String, @Nullable Object> document) {
        StringBuilder text = new StringBuilder(Fields.text(document, "story")).append("\n\n");
        List<@Nullable Object> questions = texts(document, "questions");
        List<@Nullable Object> answers = texts(document, "answers");
        int answered = Math.max(0, answers.size() - 1);
        for (int i = 0; i < Math.max(questions.size(), answered); i++) {
            text.append("Q: ").append(Python.str(i < questions.size() ? questions.get(i) : null));
            text.append("\n\n");
            Object answer = i < answered ? answers.get(i) : null;
            text.append(answer == null ? "A:" : "A: " + Python.str(answer) + "\n\n");
        }
        return text.toString();
    }

    private static List<Object> answers(Map<String, @Nullable Object> document, int questions) {
        int turn = questions - 1;
        List<Object> answers = new ArrayList<>();
        answers.add(at(texts(document, "answers"), turn));
        if (document.get("additional_answers") instanceof Map<?, ?> more) {
            for (Object key : more.keySet()) {
                String other = at(texts(more, String.valueOf(key)), turn);
                boolean known = answers.stream()
                        .anyMatch(a -> PythonCharacters.lower(String.valueOf(a)).equals(PythonCharacters.lower(other)));
                if (!known) {
                    answers.add(other);
                }
            }
        }
        return answers;
    }

    private static String at(List<@Nullable Object> texts, int index) {
        int place = index < 0 ? index + texts.size() : index;
        if (place < 0 || place >= texts.size() || !(texts.get(place) instanceof String text)) {
            throw new FormatException("a CoQA document has no answer to its last question");
        }
        return text;
    }

    /** Scores the answer to the last of a story's questions. */
    static Map<String, @Nullable Object> scores(
            Map<String, @Nullable Object> document, int questions, List<@Nullable Object> results) {
        List<String> gold =
                answers(document, questions).stream().map(String::valueOf).toList();
        String answer = PythonText.split(PythonText.strip(String.valueOf(results.getFirst())), "\n", -1)
                .getFirst();
        double exact = 0;
        double f1 = 0;
        for (int left = 0; left < gold.size(); left++) {
            // One of several answers is left out in turn, as a person's own answer would be.
            List<String> others = new ArrayList<>(gold);
            if (gold.size() > 1) {
                others.remove(left);
            }
            exact += others.stream()
                    .mapToDouble(g -> Squad.exact(g, answer))
                    .max()
                    .orElse(0);
            f1 += others.stream()
                    .mapToDouble(g -> Squad.f1(g, answer).doubleValue())
                    .max()
                    .orElse(0);
        }
        return Metrics.of("em", exact / Math.max(1, gold.size()), "f1", f1 / Math.max(1, gold.size()));
    }
}
