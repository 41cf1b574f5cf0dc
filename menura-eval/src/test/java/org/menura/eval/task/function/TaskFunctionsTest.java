package org.menura.eval.task.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.eval.task.yaml.FunctionReference;
import org.menura.format.FormatException;

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
}
