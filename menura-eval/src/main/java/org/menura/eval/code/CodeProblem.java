package org.menura.eval.code;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.json.Json;
import org.menura.format.json.JsonLine;

/**
 * A problem that is solved by a program.
 *
 * @param id its name in its set
 * @param prompt what a model is asked
 * @param prefix what stands before the model's answer in the program
 * @param tests what stands behind it
 * @param until texts that end an answer
 * @param solution the program that the set gives as a right answer, without the prefix
 */
public record CodeProblem(String id, String prompt, String prefix, String tests, List<String> until, String solution) {
    /** Texts that end a function's body: the next thing at the margin. */
    private static final List<String> AFTER_FUNCTION = List.of("\nclass", "\ndef", "\n#", "\nif", "\nprint");

    /** The problems of MBPP that stand in its prompts (Austin et al. 2021, appendix A). */
    private static final List<Integer> SHOTS = List.of(2, 3, 4);

    public CodeProblem {
        until = List.copyOf(until);
    }

    /** Makes a program of an answer, without the tests. */
    public String program(String answer) {
        return prefix + answer;
    }

    /**
     * Reads a file of HumanEval's form ({@code task_id, prompt, entry_point, canonical_solution, test}) or of MBPP's ({@code task_id, text,
     * code, test_list}); which, is seen from its fields. MBPP's problems 11 to 510 are its test part; a file without them is taken whole.
     *
     * @throws FormatException if a line is not of that form
     */
    public static List<CodeProblem> read(Path file) {
        List<JsonNode> rows = rows(file);
        if (rows.isEmpty()) {
            throw new FormatException(file + " holds no problems");
        }
        List<CodeProblem> out = new ArrayList<>();
        if (rows.getFirst().has("entry_point")) {
            for (int i = 0; i < rows.size(); i++) {
                out.add(humanEval(rows.get(i), file + ", line " + (i + 1)));
            }
            return out;
        }
        List<JsonNode> test = rows.stream()
                .filter(r ->
                        r.path("task_id").asInt() >= 11 && r.path("task_id").asInt() <= 510)
                .toList();
        String shots = shots(rows, file);
        for (JsonNode row : test.isEmpty() ? rows : test) {
            out.add(mbpp(row, shots, file + ", problem " + row.path("task_id").asText()));
        }
        return out;
    }

    private static CodeProblem humanEval(JsonNode row, String place) {
        String prompt = text(row, "prompt", place);
        return new CodeProblem(
                text(row, "task_id", place),
                prompt,
                prompt,
                text(row, "test", place) + "\ncheck(" + text(row, "entry_point", place) + ")",
                AFTER_FUNCTION,
                row.path("canonical_solution").asText());
    }

    private static CodeProblem mbpp(JsonNode row, String shots, String place) {
        return new CodeProblem(
                row.path("task_id").asText(),
                shots + mbppPrompt(row, place),
                "",
                setup(row) + String.join("\n", tests(row, place)),
                List.of("[DONE]"),
                text(row, "code", place));
    }

    /** What tests need and prompts do not show: it stands behind the answer, whose names it may use. */
    private static String setup(JsonNode row) {
        StringBuilder out = new StringBuilder();
        row.path("test_imports").forEach(line -> out.append(line.asText()).append('\n'));
        String setup = row.path("test_setup_code").asText();
        return setup.isEmpty() ? out.toString() : out.append(setup).append('\n').toString();
    }

    private static String mbppPrompt(JsonNode row, String place) {
        String task = row.has("text") ? text(row, "text", place) : text(row, "prompt", place);
        return "You are an expert Python programmer, and here is your task: " + task
                + " Your code should pass these tests:\n\n" + String.join("\n", tests(row, place)) + "\n[BEGIN]\n";
    }

    private static String shots(List<JsonNode> rows, Path file) {
        StringBuilder out = new StringBuilder();
        for (int id : SHOTS) {
            rows.stream()
                    .filter(r -> r.path("task_id").asInt() == id)
                    .findFirst()
                    .ifPresent(row -> out.append(mbppPrompt(row, file + ", problem " + id))
                            .append(row.path("code").asText())
                            .append("\n[DONE]\n\n"));
        }
        return out.toString();
    }

    private static List<String> tests(JsonNode row, String place) {
        JsonNode tests = row.path("test_list");
        List<String> out = new ArrayList<>();
        tests.forEach(t -> out.add(t.asText()));
        if (out.isEmpty()) {
            throw new FormatException(place + " has no tests in its field test_list");
        }
        return out;
    }

    private static String text(JsonNode row, String field, String place) {
        JsonNode value = row.path(field);
        if (!value.isTextual() && !value.isNumber()) {
            throw new FormatException("%s has no text in its field %s: it is neither HumanEval's nor MBPP's form"
                    .formatted(place, field));
        }
        return value.asText();
    }

    private static List<JsonNode> rows(Path file) {
        try {
            String content = TextFile.read(file);
            List<JsonNode> out = new ArrayList<>();
            if (content.stripLeading().startsWith("[")) {
                Json.parse(content, file.toString()).forEach(out::add);
                return out;
            }
            JsonLine.each(content, file, line -> {
                if (!line.json().isObject()) {
                    throw new FormatException(line.where() + " is no JSON object");
                }
                out.add(line.json());
            });
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file + ": " + e.getMessage(), e);
        }
    }
}
