package org.menura.eval.task.function;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** CLIcK (E. Kim et al., 2024): questions about Korea's culture and language, by the names of their sources. */
final class KoreanCulture {
    private static final List<String> LETTERS = List.of("A", "B", "C", "D", "E");
    private static final List<String> SPEECH = List.of("대화", "발화", "질의");

    private KoreanCulture() {}

    static List<PythonModule> modules() {
        PythonModule culture = common(PythonModule.of(
                "click/click_cul/utils.py", "86f0101f83bf2b31d668f24300bd8ea7364d93373432515a2981c2d3f352a254"));
        for (String topic : List.of("economy", "geography", "politics", "society", "tradition")) {
            keep(culture, topic, row -> isAbout(row, topic));
        }
        keep(culture, "history", row -> id(row).contains("KHB") || isAbout(row, "history"));
        keep(culture, "law", row -> isAbout(row, "law") || id(row).contains("PSAT"));
        keep(culture, "kpop", row -> isAbout(row, "popular"));
        PythonModule language = common(PythonModule.of(
                "click/click_lang/utils.py", "9bf663af05f7468ee18f0440cf28cc2482c25f13a7b1cb285f2dca6dcb584086"));
        keep(
                language,
                "text",
                row -> id(row).contains("CSAT_korean_22")
                        || id(row).contains("CSAT_korean_23") && number(row, -1) < 35
                        || id(row).contains("TK") && number(row, -1) > 4);
        keep(
                language,
                "grammar",
                row -> id(row).contains("CSAT_korean") && number(row, 2) < 21 && number(row, 3) > 10
                        || id(row).contains("Kedu_1") && !(part(row, 1).equals("16") && isOfSpeech(row))
                        || id(row).contains("TK") && number(row, -1) < 5);
        keep(
                language,
                "function",
                row -> id(row).contains("CSAT_korean")
                                && (number(row, -1) > 34 || number(row, 2) < 21 && number(row, 3) < 11)
                        || id(row).contains("Kedu_16") && isOfSpeech(row)
                        || id(row).contains("PSE_korean"));
        return List.of(culture, language);
    }

    private static PythonModule common(PythonModule module) {
        return module.text("get_context", KoreanCulture::context)
                .text("get_choices", KoreanCulture::letters)
                .text("get_target", document -> {
                    int index = Fields.list(document, "choices").indexOf(Fields.get(document, "answer"));
                    List<String> letters = letters(document);
                    if (index < 0 || index >= letters.size()) {
                        throw new FormatException("the answer of a document is %s, which none of its choices is"
                                .formatted(Python.repr(document.get("answer"))));
                    }
                    return letters.get(index);
                });
    }

    private static void keep(PythonModule module, String name, Predicate<Map<String, @Nullable Object>> kept) {
        module.rows("extract_" + name, rows -> rows.filter(kept));
    }

    private static String id(Map<String, @Nullable Object> row) {
        return Fields.text(row, "id");
    }

    private static boolean isAbout(Map<String, @Nullable Object> row, String topic) {
        return PythonCharacters.lower(id(row)).contains(topic);
    }

    private static boolean isOfSpeech(Map<String, @Nullable Object> row) {
        return SPEECH.stream().anyMatch(Fields.text(row, "question")::contains);
    }

    /** Returns a part of a name between underscores; the last one for -1. */
    private static String part(Map<String, @Nullable Object> row, int index) {
        List<String> parts = PythonText.split(id(row), "_", -1);
        if (index >= parts.size()) {
            throw new FormatException("the name of a document has too few parts: " + id(row));
        }
        return index < 0 ? parts.getLast() : parts.get(index);
    }

    private static long number(Map<String, @Nullable Object> row, int index) {
        return PythonNumbers.integer(part(row, index));
    }

    private static List<String> letters(Map<String, @Nullable Object> document) {
        return id(document).contains("CSAT") ? LETTERS : LETTERS.subList(0, 4);
    }

    private static String context(Map<String, @Nullable Object> document) {
        Object passage = Fields.get(document, "paragraph");
        List<@Nullable Object> choices = Fields.list(document, "choices");
        if (choices.size() < 4) {
            throw new FormatException("a document has fewer than four choices");
        }
        String shown = "A:%s, B: %s, C: %s, D: %s"
                .formatted(choices.stream().limit(4).map(Python::str).toArray());
        String question = Python.str(Fields.get(document, "question"));
        return Python.truth(passage)
                ? "주어진 맥락을 천천히 읽고, 질문에 대한 적절한 정답을 A, B, C, D 중에 골라 알파벳 하나로 답하시오.\n\n맥락: %s\n질문: %s\n보기:\n%s\n정답:"
                        .formatted(Python.str(passage), question, shown)
                : "주어진 질문을 천천히 읽고, 적절한 정답을 A, B, C, D 중에 골라 알파벳 하나로 답하시오.\n\n질문: %s\n보기:\n%s\n정답:"
                        .formatted(question, shown);
    }
}
