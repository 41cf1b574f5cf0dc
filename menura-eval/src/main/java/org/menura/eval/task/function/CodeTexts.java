package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.CodeXGlueBleu;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Descriptions of functions: CodeXGLUE's code to text (S. Lu et al., 2021), by a smoothed BLEU of each. */
final class CodeTexts {
    private static final PythonRegex WORDS = PythonRegex.compile("[\\w]+|[^\\s\\w]");
    private static final double PERCENT = 100;

    private CodeTexts() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "code_x_glue/code-text/utils.py",
                                "06dd12019f0eaee28b622302654a35a53551b28fbbf7277b2e0e66370ceaba4a")
                        .text("doc_to_text", document -> joined(document, "code_tokens", " "))
                        .text("doc_to_target", document -> joined(document, "docstring_tokens", "")),
                PythonModule.of(
                                "code_x_glue/code-text/bleu.py",
                                "6c60882bf795ccdf764a75ef157644b7d629027b6fa547027a000d5c50fcbea6")
                        .answer(
                                "smoothed_bleu_4",
                                (reference, prediction, _) ->
                                        CodeXGlueBleu.ofText(words(prediction), words(reference)) * PERCENT));
    }

    private static String joined(Map<String, @Nullable Object> document, String field, String forLine) {
        String text = String.join(" ", Fields.texts(document, field)).replace("\n", forLine);
        return String.join(" ", PythonText.split(text));
    }

    private static List<String> words(@Nullable Object value) {
        if (!(value instanceof String text)) {
            throw new FormatException("BLEU compares texts, not %s".formatted(Python.repr(value)));
        }
        List<String> words = new ArrayList<>();
        for (Object word : WORDS.found(PythonCharacters.lower(PythonText.strip(text)))) {
            words.addAll(PythonText.split(String.valueOf(word).replace("_", " _ ")));
        }
        return words;
    }
}
