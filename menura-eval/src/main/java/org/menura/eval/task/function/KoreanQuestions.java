package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/** Questions in Korean: KoBEST, CSAT-QA and KorMedMCQA. */
final class KoreanQuestions {
    private static final Map<String, String> CONNECTORS = Map.of("원인", " 왜냐하면", "결과", " 그래서");
    private static final List<PythonRegex> LETTERS = List.of(
            PythonRegex.compile("(?i)정답[:\\s]*([ABCDE])"),
            PythonRegex.compile("(?i)정답은\\s*([ABCDE])\\s*입니다"),
            PythonRegex.compile("(?i)\\b([ABCDE])\\."),
            PythonRegex.compile("(?i)\\b([ABCDE])\\b"));

    private KoreanQuestions() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of("kobest/utils.py", "d4d9c2afaef727c9d7ac97db311879be3aa04feb7d10fd3ab140844b793ad4a7")
                        .text(
                                "copa_doc_to_text",
                                document -> shown(document, "premise") + " "
                                        + connector(PythonText.strip(Fields.text(document, "question"))))
                        .text(
                                "copa_doc_to_target",
                                document -> shown(
                                        document,
                                        Python.truth(Fields.get(document, "label"))
                                                ? "alternative_2"
                                                : "alternative_1"))
                        .text(
                                "copa_doc_to_choice",
                                document -> List.of(shown(document, "alternative_1"), shown(document, "alternative_2")))
                        .text("sentineg_doc_to_text", document -> "문장: " + shown(document, "sentence") + " 긍부정:")
                        .text(
                                "wic_doc_to_text",
                                document -> "문장1: %s 문장2: %s 두 문장에서 %s가 같은 뜻으로 쓰였나?"
                                        .formatted(
                                                shown(document, "context_1"),
                                                shown(document, "context_2"),
                                                shown(document, "word")))
                        .rows(
                                "hellaswag_process_doc",
                                rows -> rows.map(document -> Metrics.of(
                                        "query",
                                        "문장: " + shown(document, "context"),
                                        "choices",
                                        fields(document, "ending_1", "ending_2", "ending_3", "ending_4"),
                                        "gold",
                                        PythonNumbers.integer(Fields.get(document, "label")))))
                        .values(
                                "macro_f1_score",
                                values -> Multilingual.scores(values).macroF1()),
                PythonModule.of("csatqa/utils.py", "ac25f39e1488fe943b37d4d9217002d6b93b2b0457a155dc629a08ee624bc65c")
                        .rows("process_docs", rows -> rows.map(KoreanQuestions::csat)),
                PythonModule.of(
                                "kormedmcqa/utils.py",
                                "127634ecbc81b5b95579d24dc9cbe3d11025a2eba294ce04e710d8b8793f233e")
                        .filter("ExtractChoiceFilter", _ -> BigBenchHard.each(KoreanQuestions::letter)));
    }

    private static String shown(Map<String, @Nullable Object> document, String name) {
        return Python.str(Fields.get(document, name));
    }

    private static List<@Nullable Object> fields(Map<String, @Nullable Object> document, String... names) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String name : names) {
            values.add(Fields.get(document, name));
        }
        return values;
    }

    private static String connector(String question) {
        String connector = CONNECTORS.get(question);
        if (connector == null) {
            throw new FormatException(
                    "the question of a document is %s, not 원인 or 결과".formatted(Python.repr(question)));
        }
        return connector;
    }

    private static Map<String, @Nullable Object> csat(Map<String, @Nullable Object> document) {
        StringBuilder text = new StringBuilder("다음을 읽고 정답으로 알맞은 것을 고르시요.\n### Context: ")
                .append(shown(document, "context"))
                .append("\n### Question: ")
                .append(shown(document, "question"))
                .append("\n### Options:\n");
        List<Object> choices = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            choices.add("(" + i + ")");
            text.append('(')
                    .append(i)
                    .append(") ")
                    .append(shown(document, "option#" + i))
                    .append('\n');
        }
        return Metrics.of(
                "question",
                text + "### Answer: 주어진 문제의 정답은",
                "choices",
                choices,
                "gold",
                PythonNumbers.integer(Fields.get(document, "gold")) - 1);
    }

    /** Returns the last letter that the first expression with a match finds; nothing where none matches. */
    private static String letter(String answer) {
        for (PythonRegex expression : LETTERS) {
            List<Object> found = expression.found(answer);
            if (!found.isEmpty()) {
                Object last = found.getLast();
                return PythonCharacters.upper(
                        String.valueOf(last instanceof PythonTuple groups ? groups.get(0) : last));
            }
        }
        return "";
    }
}
