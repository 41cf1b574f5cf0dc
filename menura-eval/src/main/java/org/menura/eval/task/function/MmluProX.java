package org.menura.eval.task.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** MMLU-ProX: MMLU-Pro in many languages, whose words come from the name of the folder that a task's file stands in. */
final class MmluProX {
    private static final int OPTIONS = 10;
    private static final List<String> SUBJECTS = List.of(
            "biology",
            "business",
            "chemistry",
            "computer science",
            "economics",
            "engineering",
            "health",
            "history",
            "law",
            "math",
            "other",
            "philosophy",
            "physics",
            "psychology");

    private MmluProX() {}

    /**
     * The words of a language.
     *
     * @param answer asks for the answer
     * @param example begins the answer of an example in the data
     */
    private record Words(String question, String options, String answer, String example) {}

    static List<PythonModule> modules() {
        return List.of(PythonModule.of(
                        "mmlu_prox/af/utils.py", "cfb27b5b32d75fccf7745e19b4b96668856b5a7c44e7e7a4533854e19e6ac5e1")
                .byFolder(MmluProX::functions));
    }

    private static Map<String, TaskFunction> functions(Path folder) {
        String language = String.valueOf(folder.getFileName());
        Words words = read().get(language);
        if (words == null) {
            throw new FormatException("the folder %s of a task file of MMLU-ProX names no language of it; these do: %s"
                    .formatted(
                            language,
                            String.join(", ", read().keySet().stream().sorted().toList())));
        }
        Map<String, TaskFunction> functions = new HashMap<>(subjects());
        functions.put("doc_to_text", (TaskFunction.OfDocument) document -> question(document, words) + words.answer);
        functions.put("fewshot_to_text", (TaskFunction.OfDocument) document -> question(document, words)
                + Fields.text(document, "cot_content").replace(words.example, words.answer)
                + "\n\n");
        return functions;
    }

    /** Returns the functions that keep the questions of one subject, by name: those of MMLU-Pro and its kin. */
    static Map<String, TaskFunction.OfRows> subjects() {
        Map<String, TaskFunction.OfRows> functions = new LinkedHashMap<>();
        for (String subject : SUBJECTS) {
            functions.put(
                    "process_" + subject.replace(' ', '_'),
                    rows -> rows.filter(row -> subject.equals(Fields.get(row, "category"))));
        }
        return functions;
    }

    private static String question(Map<?, ?> document, Words words) {
        StringBuilder text = new StringBuilder(words.question)
                .append('\n')
                .append(Fields.text(document, "question"))
                .append('\n')
                .append(words.options)
                .append('\n');
        for (int i = 0; i < OPTIONS; i++) {
            Object option = Fields.get(document, "option_" + i);
            if (option != null) {
                text.append((char) ('A' + i))
                        .append(". ")
                        .append(Python.str(option))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static Map<String, Words> read() {
        try (InputStream in = Objects.requireNonNull(MmluProX.class.getResourceAsStream("mmlu_prox.json"))) {
            Map<String, Words> words = new HashMap<>();
            for (Map.Entry<String, JsonNode> language :
                    new ObjectMapper().readTree(in).properties()) {
                JsonNode of = language.getValue();
                words.put(
                        language.getKey(),
                        new Words(
                                of.path(0).asText(),
                                of.path(1).asText(),
                                of.path(2).asText(),
                                of.path(3).asText()));
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
