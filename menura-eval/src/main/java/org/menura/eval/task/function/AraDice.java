package org.menura.eval.task.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** AraDiCE's questions of ArabicMMLU in the dialects of Egypt and the Levant. */
final class AraDice {
    private static final String LETTERS = "ABCDE";
    private static final List<String> ARABIC_LETTERS = List.of("أ", "ب", "ج", "د", "و");

    private AraDice() {}

    static List<PythonModule> modules() {
        JsonNode words = read();
        return List.of(
                dialect(words, "EGY", "bbac22f361720e40e10aad8ceb4e3dd49e224057bb217872a78390eed4097d74"),
                dialect(words, "LEV", "b1e203fdca2829e785150d2483a3ac3cc5d7004aa4044cea3afaf0d94d9cca59"));
    }

    private static PythonModule dialect(JsonNode words, String name, String hash) {
        return PythonModule.of("aradice/ArabicMMLU/%s/utils.py".formatted(name), hash)
                .rows("process_docs", rows -> rows.map(document -> question(document, words.get(name))));
    }

    private static Map<String, @Nullable Object> question(Map<String, @Nullable Object> document, JsonNode words) {
        String about = word(words.get("subjects"), document, "Subject")
                + spaced(words.get("levels"), document, "Level")
                + spaced(words.get("countries"), document, "Country");
        String question = Python.str(Fields.get(document, "question"));
        if (Python.truth(Fields.get(document, "context"))) {
            question = Python.str(document.get("context")) + "\n\n" + question;
        }
        Map<?, ?> given = Fields.map(document, "options");
        List<String> options = new ArrayList<>();
        for (int i = 0; i < LETTERS.length(); i++) {
            Object option = given.get(LETTERS.substring(i, i + 1));
            if (option == null) {
                break;
            }
            options.add(ARABIC_LETTERS.get(i) + "- " + Python.str(option));
        }
        String key = Fields.text(document, "Answer Key");
        if (key.length() != 1 || LETTERS.indexOf(key) < 0) {
            throw new FormatException("the answer of a document is %s, not one of A to E".formatted(Python.repr(key)));
        }
        String prompt = words.get("prompt")
                .asText()
                .replace("[MAIN_META_DATA]", about)
                .replace("[INPUT]", question)
                .replace("[OPTION]", String.join("\n", options));
        return Metrics.of("prompt", prompt, "choices", ARABIC_LETTERS.subList(0, options.size()), "target", (long)
                LETTERS.indexOf(key));
    }

    private static String spaced(JsonNode words, Map<String, @Nullable Object> document, String field) {
        return Python.truth(Fields.get(document, field)) ? " " + word(words, document, field) : "";
    }

    private static String word(JsonNode words, Map<String, @Nullable Object> document, String field) {
        String name = Fields.text(document, field);
        if (!words.has(name)) {
            throw new FormatException(
                    "the %s of a document is %s, which AraDiCE has no words for".formatted(field, Python.repr(name)));
        }
        return words.get(name).asText();
    }

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(AraDice.class.getResourceAsStream("aradice.json"))) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
