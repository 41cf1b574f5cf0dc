package org.menura.eval.task.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.eval.task.data.Rows;
import org.menura.eval.task.yaml.FunctionReference;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

class TaskFunctionsTest {
    private static final String PALOMA = "def doc_to_target(doc):\n    return str(doc[\"text\"])\n";

    @Test
    void aFunctionIsFoundByTheBytesOfItsFile(@TempDir Path folder) throws IOException {
        FunctionReference reference = new FunctionReference("any_name.doc_to_target", folder);
        Path file = folder.resolve("any_name.py");
        Files.writeString(file, PALOMA);
        assertTrue(TaskFunctions.find(reference) instanceof TaskFunction.OfDocument);
        assertRefused(new FunctionReference("any_name.other", folder));
        Files.writeString(file, PALOMA.replace("\n", "\r\n"));
        assertRefused(reference);
        Files.writeString(file, PALOMA + "\n");
        assertRefused(reference);
        assertRefused(new FunctionReference("doc_to_target", folder));
    }

    private static void assertRefused(FunctionReference reference) {
        FormatException e = assertThrows(FormatException.class, () -> TaskFunctions.find(reference));
        assertTrue(e.getMessage().startsWith("the function " + reference.name()), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "forty-two, 42", "two million twenty three thousand and forty nine, 2023049", "one hundred, 100",
        "three point one four, 3.14", "12, 12", "nineteen, 19"
    })
    void numbersAreReadFromWords(String words, String digits) {
        assertEquals(digits, NumberWords.parse(words));
    }

    @ParameterizedTest
    @CsvSource({"1_000, 1000.0", "' 2.5e3 ', 2500.0", "٣, 3.0", "-.5, -0.5", "Infinity, Infinity"})
    void numbersAreReadAsPythonReadsThem(String text, double value) {
        assertEquals(value, PythonFloats.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"1__0", "0x10", "''", "1e", "five"})
    void otherTextsAreNoNumbers(String text) {
        assertEquals(null, PythonFloats.parse(text));
    }

    @Test
    void spansAreAlignedForTheGreatestSum() {
        double[][] scores = {{0.5, 0.9, 0}, {0.4, 0.8, 0}};
        int[] columns = Drop.Assignment.greatest(scores);
        assertEquals(1.3, scores[0][columns[0]] + scores[1][columns[1]], 1e-12);
        assertEquals(-1, Drop.Assignment.greatest(new double[][] {{0.1}, {0.7}})[0]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "punctuation:no_comma | {} | a, b | false | false",
                "startend:quotation | {} | \"all of it\" | true | true",
                "detectable_format:json_format | {} | ```json [1, NaN]``` | true | true",
                "detectable_format:title | {} | << >> <<x | false | false",
                "keywords:frequency | {'keyword': 'so ', 'frequency': 2, 'relation': 'less than'} | So, so | false | false",
                "length_constraints:number_words | {'num_words': 3, 'relation': 'at least'} | it's me | true | true",
                "detectable_format:number_highlighted_sections | {'num_highlights': 2} | *a* **b** | true | true",
                "combination:two_responses | {} | a******b | true | true",
                "startend:end_checker | {'end_phrase': 'The end.'} | *the end.* | false | true",
                "change_case:english_lowercase | {} | Not | false | false",
            })
    void instructionsAreChecked(String instruction, String arguments, String answer, boolean strict, boolean loose) {
        Map<String, @Nullable Object> metrics = instruction(instruction, arguments, answer);
        assertEquals(strict, metrics.get("prompt_level_strict_acc"));
        assertEquals(List.of(loose), metrics.get("inst_level_loose_acc"));
    }

    @Test
    void instructionsThatNeedAModelOrAnArgumentAreRefused() {
        for (String name : List.of("length_constraints:number_sentences", "change_case:english_lowercase", "x:y")) {
            FormatException e = assertThrows(FormatException.class, () -> instruction(name, "{}", "all lower"));
            assertTrue(e.getMessage().startsWith("the instruction \"" + name)
                    || e.getMessage().contains("x:y"));
        }
        FormatException e = assertThrows(
                FormatException.class, () -> instruction("detectable_content:number_placeholders", "{}", "[a]"));
        assertTrue(e.getMessage().contains("has no num_placeholders"), e.getMessage());
    }

    private static Map<String, @Nullable Object> instruction(String name, String arguments, String answer) {
        List<@Nullable Object> kwargs = new ArrayList<>();
        kwargs.add(Python.literalEval(arguments));
        return results(Instructions.modules(), "process_results")
                .apply(Metrics.of("instruction_id_list", List.of(name), "kwargs", kwargs), List.of(answer));
    }

    private static TaskFunction.OfResults results(List<PythonModule> modules, String name) {
        return (TaskFunction.OfResults)
                Objects.requireNonNull(modules.getFirst().functions(Path.of("")).get(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "joy: 5 fear: 0 rage: 7 calm: 1 | 100.0 | 100",
                "joy: 9 fear: 0 rage: 1 calm: 1 | 30.83775 | 100",
                "joy: 5 fear: 0 rage: 7 | 0 | 0",
                "joy: 5 fear: 0 rage: 7 hope: 1 | 0 | 0",
            })
    void emotionsAreScored(String answer, double score, long parseable) {
        Map<String, @Nullable Object> metrics = results(Emotions.modules(), "calculate_score_fullscale")
                .apply(
                        Metrics.of(
                                "reference_answer_fullscale",
                                "{'emotion1': 'joy', 'emotion1_score': '5', 'emotion2': 'fear', 'emotion2_score': 0, "
                                        + "'emotion3': 'rage', 'emotion3_score': '7', 'emotion4': 'calm', 'emotion4_score': 1}"),
                        List.of(answer));
        assertEquals(score, ((Number) Objects.requireNonNull(metrics.get("eqbench"))).doubleValue(), 1e-3);
        assertEquals(parseable, metrics.get("percent_parseable"));
    }

    @Test
    void subjectsAreKept() {
        Rows rows = Rows.of(List.of(
                Metrics.of("subject", "anatomy", "n", 1L),
                Metrics.of("subject", "virology", "n", 2L),
                Metrics.of("subject", "anatomy", "n", 3L)));
        TaskFunction.OfRows anatomy = (TaskFunction.OfRows) Objects.requireNonNull(
                Multilingual.modules().getFirst().functions(Path.of("")).get("process_anatomy"));
        assertEquals(
                List.of(1L, 3L),
                anatomy.apply(rows).rows().stream().map(row -> row.get("n")).toList());
    }

    @Test
    void filesNamedByTheLibraryLieBelowAFolderOfTheTask(@TempDir Path tasks) throws IOException {
        Path folder = Files.createDirectories(tasks.resolve("noreval/noridiom/nob"));
        FunctionReference reference =
                new FunctionReference("lm_eval.tasks.noreval.noridiom.utils.process_results", folder);
        FormatException missing = assertThrows(FormatException.class, () -> TaskFunctions.find(reference));
        assertTrue(missing.getMessage().contains("is in no file"), missing.getMessage());
        Files.writeString(tasks.resolve("noreval/noridiom/utils.py"), "def process_results(doc, results): return {}");
        FormatException edited = assertThrows(FormatException.class, () -> TaskFunctions.find(reference));
        assertTrue(edited.getMessage().contains("is not one of the Python files"), edited.getMessage());
    }

    @Test
    void scoresThatAreNotKnownSayWhy() {
        TaskFunction.OfValues bert = (TaskFunction.OfValues) Objects.requireNonNull(
                MoroccanQuestions.modules().getFirst().functions(Path.of("")).get("mbert"));
        FormatException e = assertThrows(FormatException.class, () -> bert.apply(List.of()));
        assertTrue(e.getMessage().contains("BERTScore"), e.getMessage());
    }
}
