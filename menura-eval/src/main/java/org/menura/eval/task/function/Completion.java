package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Tasks whose choices complete a sentence: HellaSwag, WinoGrande, COPA, and theirs in other languages. */
final class Completion {
    private static final PythonRegex BRACKETS = PythonRegex.compile("\\[.*?\\]");

    /** Words for a cause and for an effect, by language. */
    private static final Map<String, List<String>> CONNECTORS = Map.ofEntries(
            Map.entry("et", List.of("sest", "seetõttu")),
            Map.entry("ht", List.of("poukisa", "donk sa")),
            Map.entry("it", List.of("perché", "quindi")),
            Map.entry("id", List.of("karena", "maka")),
            Map.entry("qu", List.of("imataq", "chaymi")),
            Map.entry("sw", List.of("kwa sababu", "kwa hiyo")),
            Map.entry("zh", List.of("因为", "所以")),
            Map.entry("ta", List.of("காரணமாக", "எனவே")),
            Map.entry("th", List.of("เพราะ", "ดังนั้น")),
            Map.entry("tr", List.of("çünkü", "bu yüzden")),
            Map.entry("vi", List.of("bởi vì", "vì vậy")));

    private Completion() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "hellaswag/utils.py",
                                "07d23b60b28f2a4f658dcf8440623a63fe6644854ce9b846a114dde980dc1214")
                        .rows("process_docs", Completion::hellaSwag),
                PythonModule.of(
                                "winogrande/preprocess_winogrande.py",
                                "e55327629264a98f1d383fda24645b6779afb53fa0bce2150042b9416b1ae006")
                        .text("doc_to_text", Completion::winoGrandeAnswer)
                        .text("doc_to_target", Completion::winoGrandeEnd)
                        .text("doc_to_choice", Completion::winoGrandeBeginnings),
                PythonModule.of(
                                "xwinograd/utils.py",
                                "ec32f0bfecb45d80220279522ac046ef2ac3f7890444798b56ac29348b27355d")
                        .text("doc_to_text", Completion::winoGrandeAnswer)
                        .text("doc_to_target", Completion::winoGrandeEnd)
                        .text("doc_to_choice", Completion::winoGrandeBeginnings),
                xcopa(),
                PythonModule.of(
                                "super_glue/copa/utils.py",
                                "0be98a907db647a518c42c916a61385b64f394cf9d0171b5cb86b7a036282de7")
                        .text("doc_to_text", document -> copaText(document, "because", "therefore"))
                        .text(
                                "doc_to_target",
                                document -> " "
                                        + smallStart(Fields.text(
                                                document,
                                                Fields.integer(document, "label") == 0 ? "choice1" : "choice2")))
                        .text(
                                "doc_to_choice",
                                document -> List.of(
                                        " " + smallStart(Fields.text(document, "choice1")),
                                        " " + smallStart(Fields.text(document, "choice2")))));
    }

    static Rows hellaSwag(Rows rows) {
        return rows.map(document -> {
            String context =
                    Fields.text(document, "ctx_a") + " " + PythonCharacters.capitalize(Fields.text(document, "ctx_b"));
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            out.put("query", wikiHow(Fields.text(document, "activity_label") + ": " + context));
            out.put(
                    "choices",
                    new ArrayList<Object>(Fields.texts(document, "endings").stream()
                            .map(Completion::wikiHow)
                            .toList()));
            out.put("gold", PythonNumbers.integer(document.get("label")));
            return out;
        });
    }

    /** Takes away what WikiHow's articles have in brackets. */
    static String wikiHow(String text) {
        String plain = PythonText.strip(text).replace(" [title]", ". ");
        return BRACKETS.sub("", plain).replace("  ", " ");
    }

    static Object winoGrandeAnswer(Map<String, @Nullable Object> document) {
        return switch (Fields.text(document, "answer")) {
            case "1" -> 0L;
            case "2" -> 1L;
            default -> throw new FormatException("the answer of a WinoGrande document is neither 1 nor 2");
        };
    }

    private static int gap(String sentence) {
        int gap = sentence.indexOf('_');
        if (gap < 0) {
            throw new FormatException("a WinoGrande sentence has no gap: " + sentence);
        }
        return gap;
    }

    static Object winoGrandeEnd(Map<String, @Nullable Object> document) {
        String sentence = Fields.text(document, "sentence");
        return PythonText.strip(sentence.substring(gap(sentence) + 1));
    }

    static Object winoGrandeBeginnings(Map<String, @Nullable Object> document) {
        String sentence = Fields.text(document, "sentence");
        String beginning = sentence.substring(0, gap(sentence));
        return List.of(beginning + Fields.text(document, "option1"), beginning + Fields.text(document, "option2"));
    }

    private static PythonModule xcopa() {
        PythonModule module = PythonModule.of(
                        "xcopa/utils.py", "191d31bbbfc66be7b66cbc410053e13631201a3700df749f23c653fb7834dd43")
                .text(
                        "doc_to_choice",
                        document -> List.of(
                                smallStart(Fields.text(document, "choice1")),
                                smallStart(Fields.text(document, "choice2"))));
        CONNECTORS.forEach((language, words) -> module.text(
                "doc_to_text_" + language, document -> copaText(document, words.getFirst(), words.getLast())));
        return module;
    }

    private static Object copaText(Map<String, @Nullable Object> document, String cause, String effect) {
        String connector = switch (Fields.text(document, "question")) {
            case "cause" -> cause;
            case "effect" -> effect;
            default -> throw new FormatException("a COPA document asks for neither cause nor effect");
        };
        String premise = PythonText.strip(Fields.text(document, "premise"));
        String open = premise.isEmpty() ? "" : premise.substring(0, premise.offsetByCodePoints(premise.length(), -1));
        return open + " " + connector;
    }

    private static String smallStart(String text) {
        if (text.isEmpty()) {
            throw new FormatException("a COPA choice is empty");
        }
        int first = Character.charCount(text.codePointAt(0));
        return PythonCharacters.lower(text.substring(0, first)) + text.substring(first);
    }
}
