package org.menura.eval.task.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/**
 * SCORE (G. Nalbandyan et al., 2025): the same questions asked in several prompts, with the right choice at each place, and with
 * drawn answers. Prompts come from the file prompt_templates.json beside the tasks; {@link ScoreRates} has what is made of answers.
 */
final class ScoreTasks {
    private static final List<String> FIVE = List.of("A", "B", "C", "D", "E");
    private static final List<String> TEN = List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J");
    private static final List<String> NUMERALS = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    private static final List<String> ROMAN = List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X");
    private static final List<String> BEFORE_OPTION = List.of("^\\([A-E]\\)", "^[A-E] ", "^[A-E]\\? ");
    private static final PythonRegex NO_LETTERS = PythonRegex.compile("[^a-zA-Z0-9]");
    private static final String BEST = "the best answer is";
    private static final String OPTIONS = "options";
    private static final String ANSWER_INDEX = "answer_index";
    private static final String FORMAT = "options_format";

    private ScoreTasks() {}

    static List<PythonModule> modules() {
        return List.of(
                PythonModule.of(
                                "score/agi_eval/utils_agieval.py",
                                "0c8272e66b05bb3ebaaa1a06367d5adf16fd98ff6b7c1fd6880b3694f1bfee58")
                        .beside(
                                "prompt_templates.json",
                                "e0d9af0d982854c455b053837dc9a21320231e7079fa98509f032d2660daeee2")
                        .byFolder(folder ->
                                functions("agi_eval", FIVE, FIVE.subList(0, 4), ScoreTasks::prepared, folder)),
                PythonModule.of(
                                "score/mmlu_pro/utils_mmlu_pro.py",
                                "6bf3b3741baa1b23b776f6f8e041ab0908c2447f2732bcee02f7dfbbcf8cb560")
                        .beside(
                                "prompt_templates.json",
                                "f4861ab573f38c7e4c9b165d84fd072bfc90e68ecae3cba7027d3fe83d8b9ef4")
                        .byFolder(folder -> functions("mmlu_pro", TEN, TEN, rows -> rows, folder)));
    }

    private static Map<String, TaskFunction> functions(
            String set, List<String> labels, List<String> places, UnaryOperator<Rows> prepared, Path folder) {
        Map<String, TaskFunction> functions = new LinkedHashMap<>();
        ScoreRates.add(functions, set, labels);
        functions.put(set + "_robustness_doc_to_text", (TaskFunction.OfDocument) ScoreTasks::asked);
        functions.put("prompt_robustness_process_docs", (TaskFunction.OfRows)
                rows -> inAllPrompts(prepared.apply(rows), templates(folder).path("prompt_robustness")));
        functions.put("option_order_robustness_process_docs", (TaskFunction.OfRows) rows ->
                atAllPlaces(prepared.apply(rows), places, templates(folder).path("option_order_robustness")));
        functions.put("non_greedy_robustness_process_docs", (TaskFunction.OfRows) rows -> {
            JsonNode template = templates(folder).path("non_greedy_robustness");
            return prepared.apply(rows).map(_ -> prompt(template));
        });
        return functions;
    }

    private static JsonNode templates(Path folder) {
        try {
            return new ObjectMapper()
                    .readTree(folder.resolve("prompt_templates.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the prompts beside a task: " + e.getMessage(), e);
        }
    }

    private static Map<String, @Nullable Object> prompt(JsonNode template) {
        Map<String, @Nullable Object> out =
                Metrics.of("prompt", template.path("prompt").asText());
        if (template.has(FORMAT)) {
            out.put(FORMAT, template.get(FORMAT).asText());
        }
        return out;
    }

    /** Gives rows of AGIEval the fields that those of MMLU-Pro have. */
    private static Rows prepared(Rows rows) {
        int[] number = {0};
        return rows.map(document -> {
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            fill(document, out, "question", _ -> {
                String question = PythonText.split(Fields.text(document, "query"), " Answer Choices:", -1)
                        .getFirst();
                return question.startsWith("Q: ") ? question.substring("Q: ".length()) : question;
            });
            long id = number[0]++;
            fill(document, out, "question_id", _ -> id);
            fill(document, out, ANSWER_INDEX, _ -> Fields.list(document, "gold").getFirst());
            fill(document, out, "answer", _ -> {
                Object index = document.containsKey(ANSWER_INDEX) ? document.get(ANSWER_INDEX) : out.get(ANSWER_INDEX);
                return label(FIVE, (int) PythonNumbers.integer(index));
            });
            fill(
                    document,
                    out,
                    OPTIONS,
                    _ -> Fields.texts(document, "choices").stream()
                            .map(ScoreTasks::bare)
                            .toList());
            return out;
        });
    }

    private static void fill(
            Map<String, @Nullable Object> document,
            Map<String, @Nullable Object> out,
            String name,
            Function<String, @Nullable Object> value) {
        if (!document.containsKey(name)) {
            out.put(name, value.apply(name));
        }
    }

    private static String bare(String option) {
        for (String before : BEFORE_OPTION) {
            if (PythonRegex.compile(before).match(option) != null) {
                return option.substring(before.endsWith("] ") ? 2 : 3);
            }
        }
        return option;
    }

    private static Rows inAllPrompts(Rows rows, JsonNode prompts) {
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows.rows()) {
            for (int i = 0; i < prompts.size(); i++) {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>(row);
                copy.put("prompt_id", (long) i);
                copy.putAll(prompt(prompts.get(i)));
                out.add(copy);
            }
        }
        return Rows.of(out);
    }

    private static Rows atAllPlaces(Rows rows, List<String> places, JsonNode template) {
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows.rows()) {
            int right = (int) Fields.integer(row, ANSWER_INDEX);
            for (int i = 0; i < places.size(); i++) {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>(row);
                List<@Nullable Object> options = Fields.list(row, OPTIONS);
                if (i < options.size()) {
                    Collections.swap(options, i, right);
                    copy.put(OPTIONS, options);
                    copy.put(ANSWER_INDEX, (long) i);
                    copy.replace("answer", places.get(i));
                }
                copy.put("always_same_option", places.get(i));
                copy.putAll(prompt(template));
                copy.put("original_answer_index", (long) right);
                out.add(copy);
            }
        }
        return Rows.of(out);
    }

    private static String asked(Map<String, @Nullable Object> document) {
        Object format = document.get(FORMAT);
        StringBuilder options = new StringBuilder();
        if (Python.truth(format)) {
            List<@Nullable Object> all = Fields.list(document, OPTIONS);
            for (int i = 0; i < all.size(); i++) {
                String letter = Character.toString('A' + i);
                options.append(filled(
                        Python.str(format),
                        Metrics.of(
                                "letter",
                                letter,
                                "option",
                                all.get(i),
                                "numeral",
                                label(NUMERALS, i),
                                "roman_numeral",
                                label(ROMAN, i),
                                "lower_case_letter",
                                PythonCharacters.lower(letter))));
            }
        }
        return filled(
                Fields.text(document, "prompt"),
                Metrics.of(
                        "question",
                        Fields.get(document, "question"),
                        OPTIONS,
                        Python.truth(format) ? options.toString() : null,
                        "category",
                        document.getOrDefault("category", "")));
    }

    /** Fills names in braces, as Python's {@code str.format} does. */
    private static String filled(String form, Map<String, @Nullable Object> values) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            boolean isDouble = i + 1 < form.length() && form.charAt(i + 1) == c;
            if (c != '{' && c != '}' || isDouble) {
                out.append(c);
                i += c == '{' || c == '}' ? 1 : 0;
                continue;
            }
            int end = form.indexOf('}', i);
            String name = c == '{' && end > 0 ? form.substring(i + 1, end) : "";
            if (!values.containsKey(name)) {
                throw new FormatException("the prompt %s can't be filled: it may name %s in braces"
                        .formatted(Python.repr(form), String.join(", ", values.keySet())));
            }
            out.append(Python.str(values.get(name)));
            i = end;
        }
        return out.toString();
    }

    /** Returns the label that an answer names. */
    static String said(Map<String, @Nullable Object> document, List<String> labels, List<@Nullable Object> results) {
        String answer = PythonCharacters.upper(best(String.valueOf(results.getFirst())));
        Object form = Fields.get(document, FORMAT);
        if (form == null || !Python.str(form).contains("numeral")) {
            return answer;
        }
        int place = (Python.str(form).contains("roman") ? ROMAN : NUMERALS).indexOf(answer);
        return place < 0 ? answer : label(labels, place);
    }

    private static String best(String answer) {
        String small = PythonCharacters.lower(answer);
        if (!small.contains(BEST)) {
            return answer;
        }
        String named = PythonText.split(small, BEST + " ", -1).getLast();
        String word = PythonText.split(PythonText.split(named, "\n", -1).getFirst(), " ", -1)
                .getFirst();
        return PythonCharacters.upper(NO_LETTERS.sub("", word));
    }

    static String label(List<String> labels, int place) {
        if (place < 0 || place >= labels.size()) {
            throw new FormatException("there is no label for the choice of number %d".formatted(place));
        }
        return labels.get(place);
    }
}
