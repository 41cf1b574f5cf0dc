package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.chat.template.TextTemplate;
import org.menura.eval.task.yaml.PythonYaml;
import org.menura.format.FormatException;

/** Task files of evaluations: their YAML, and the templates in it over a document. */
public final class TaskYamlFuzz {
    private static final Path FILE = Path.of("/tasks/fuzz.yaml");
    private static final int MAX_TEMPLATE = 2000;
    private static final Map<String, Object> DOCUMENT =
            Map.of("question", "naïve 日本 😀?", "choices", List.of("a", "b's"), "answer", 1, "target", Map.of("x", 1.5));

    private TaskYamlFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Map<Object, Object> fields = new LinkedHashMap<>();
        try {
            fields.putAll(PythonYaml.parse(new String(input, StandardCharsets.UTF_8), FILE));
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
        for (String field : List.of("doc_to_text", "doc_to_target", "description")) {
            if (fields.get(field) instanceof String template && template.length() < MAX_TEMPLATE) {
                try {
                    TextTemplate.parse(template, Map.of()).render(DOCUMENT);
                } catch (FormatException expected) {
                    FuzzInputs.check(expected);
                }
            }
        }
    }
}
