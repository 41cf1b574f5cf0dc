package org.menura.eval.task.function;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonText;

/**
 * ArabCulture (A. Sadallah et al., 2025): which of three continuations suits a country's culture. The prompts are those that are
 * asked where none of the environment variables COUNTRY, REGION, ARABIC and MODEL_NAME says otherwise.
 */
final class ArabCulture {
    private static final String TASK = """

            You are tasked with selecting the most culturally appropriate option based on the context provided below.

            Statement: %s

            Consider the cultural nuances and choose the most suitable response from the options provided.
            """;
    private static final String OPTIONS = "\nOptions:\n";
    private static final int CHOICES = 3;

    private ArabCulture() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "arab_culture/utils_mcq.py",
                                "3d0a78d66e2a6be2ff3fdcf46f384e64fdb9ab73a66a064eb8d80efae7d63662")
                        .text("doc_to_text", document -> asked(document) + OPTIONS + listed(document) + "\n")
                        .text("doc_to_choice", document -> Fields.get(Fields.map(document, "options"), "english_keys"))
                        .text("doc_to_target", document -> PythonText.strip(key(document))),
                PythonModule.of(
                                "arab_culture_completion/utils_completion.py",
                                "0a2d239bd9bc1b8ff6c7ea7621f7653001571a14be4225e409f81f01d4733cc1")
                        .text("doc_to_text", ArabCulture::asked)
                        .text("doc_to_choice", document -> Fields.get(Fields.map(document, "options"), "text"))
                        .text("doc_to_target", document -> {
                            Map<?, ?> options = Fields.map(document, "options");
                            int place = Fields.list(options, "english_keys").indexOf(key(document));
                            List<String> texts = Fields.texts(options, "text");
                            if (place < 0 || place >= texts.size()) {
                                throw new FormatException("the answer key of a document is none of its options");
                            }
                            return PythonText.strip(texts.get(place));
                        }));
    }

    private static String key(Map<String, @Nullable Object> document) {
        return Fields.text(Fields.map(document, "answer_key"), "english_answer_key");
    }

    private static String asked(Map<String, @Nullable Object> document) {
        for (String variable : List.of("COUNTRY", "REGION", "ARABIC")) {
            if ("True".equals(System.getenv(variable))) {
                throw new FormatException(
                        "the environment variable %s asks for a prompt of ArabCulture that is not known here"
                                .formatted(variable));
            }
        }
        return TASK.formatted(PythonText.strip(Fields.text(document, "first_statement")));
    }

    private static String listed(Map<String, @Nullable Object> document) {
        Map<?, ?> options = Fields.map(document, "options");
        List<String> keys = Fields.texts(options, "english_keys");
        List<String> texts = Fields.texts(options, "text");
        if (keys.size() < CHOICES || texts.size() < CHOICES) {
            throw new FormatException("a document of ArabCulture has fewer options than three");
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < CHOICES; i++) {
            out.append(keys.get(i))
                    .append(". ")
                    .append(PythonText.strip(texts.get(i)))
                    .append('\n');
        }
        return out.toString();
    }
}
