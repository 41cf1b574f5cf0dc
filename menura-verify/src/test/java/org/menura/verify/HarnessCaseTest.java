package org.menura.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.tensor.cpu.CpuBackend;

/** lm-evaluation-harness' own task files give its own results, and what was changed is found. */
@Tag("slow")
class HarnessCaseTest {
    private static List<Check> verify(Path folder) {
        return Verifier.verify(folder, new CpuBackend(1));
    }

    private static Path recorded() {
        return recorded("/harness");
    }

    private static Path recorded(String name) {
        try {
            return Path.of(HarnessCaseTest.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Path copy(Path to) throws IOException {
        return copy(recorded(), to);
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return to;
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(from), file + " has no " + from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void resultsErrorsAndHashesAreEqualAsStrings() {
        assertEquals(List.of(recorded()), Verifier.cases(recorded()));
        List<Check> checks = verify(recorded());
        assertEquals(12, checks.size());
        assertTrue(checks.stream().allMatch(Check::ok), checks.toString());
    }

    @Test
    void settingsThatChooseDocumentsShuffleChoicesOrScoreNothing() {
        List<Check> checks = verify(recorded("/harness-settings"));
        assertEquals(8, checks.size());
        assertTrue(checks.stream().allMatch(Check::ok), checks.toString());
    }

    @Test
    void aBlankInATaskFileShowsInHashesAndResults(@TempDir Path temp) throws IOException {
        Path folder = copy(temp);
        edit(folder.resolve("tasks/mmlu/default/_default_template_yaml"), "\\nAnswer:", "\\nAnswer: ");
        List<Check> checks = verify(folder);
        List<String> wrong =
                checks.stream().filter(c -> !c.ok()).map(Check::output).toList();
        assertTrue(wrong.contains("mmlu-5 samples") && wrong.contains("mmlu-chat samples"), wrong.toString());
        assertTrue(
                checks.stream().anyMatch(c -> c.note().contains("prompt_hash is '")), "the first wrong hash is named");
        assertFalse(wrong.contains("gsm8k samples"));
    }

    @Test
    void anEditedPythonFileIsRefused(@TempDir Path temp) throws IOException {
        Path folder = copy(temp);
        edit(folder.resolve("tasks/hellaswag/utils.py"), "    return text", "    return text  # edited");
        List<Check> wrong = verify(folder).stream().filter(c -> !c.ok()).toList();
        assertEquals(1, wrong.size());
        assertTrue(wrong.getFirst().note().contains("the function utils.process_docs can't be run"), wrong.toString());
        assertFalse(wrong.getFirst().note().contains("\n"));
    }

    @Test
    void anotherResultIsADifference(@TempDir Path temp) throws IOException {
        Path folder = copy(temp);
        edit(folder.resolve("runs.jsonl"), "\"n_shot\": {\"gsm8k\": 5}", "\"n_shot\": {\"gsm8k\": 4}");
        List<Check> wrong = verify(folder).stream().filter(c -> !c.ok()).toList();
        assertEquals(List.of("gsm8k results"), wrong.stream().map(Check::output).toList());
        assertEquals("n_shot.gsm8k is 5 instead of 4", wrong.getFirst().note());
    }

    @Test
    void tasksThatArePythonClassesAndAnswersThatAreNotScored() {
        List<Check> checks = verify(recorded("/harness-classes"));
        assertTrue(checks.stream().allMatch(Check::ok), checks.toString());
        assertEquals(13, checks.size());
    }

    @Test
    void aTaskThatCannotBeScoredIsRefusedBeforeItIsAsked(@TempDir Path temp) throws IOException {
        Path folder = copy(recorded("/harness-classes"), temp);
        Path runs = folder.resolve("runs.jsonl");
        Files.writeString(
                runs,
                Files.readAllLines(runs).stream()
                        .filter(run -> run.contains("\"run\": \"math\""))
                        .findFirst()
                        .orElseThrow()
                        .replace("\"predict_only\": true", "\"predict_only\": false"));
        Check refused = verify(folder).getFirst();
        assertFalse(refused.ok());
        assertTrue(refused.note().contains("task minerva_math_algebra can't be scored here: "), refused.note());
        assertTrue(refused.note().contains("--predict-only"), refused.note());
    }
}
