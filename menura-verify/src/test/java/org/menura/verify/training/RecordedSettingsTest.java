package org.menura.verify.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.verify.Check;
import org.menura.verify.TestData;

/** Settings that the golden cases do not have, recorded with newer releases of the reference implementations. */
@Tag("slow")
class RecordedSettingsTest {
    @TempDir
    private Path folder;

    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(TestData.path("settings/recorded"))) {
            return folders.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(String name) {
        List<Check> checks =
                TrainingVerifier.verify(TestData.path("settings/recorded").resolve(name), new CpuBackend(2));
        assertFalse(checks.isEmpty());
        assertEquals(List.of(), checks.stream().filter(c -> !c.ok()).toList());
    }

    private String refusal(String name, Consumer<ObjectNode> change) throws IOException {
        Path copy = folder.resolve(name);
        Files.createDirectories(copy);
        Path origin = TestData.path("golden").resolve(name);
        try (Stream<Path> files = Files.list(origin)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        ObjectNode description = (ObjectNode) Json.parse(copy.resolve("golden.json"));
        change.accept(description);
        Files.writeString(copy.resolve("golden.json"), description.toString());
        FormatException e = assertThrows(FormatException.class, () -> TrainingVerifier.verify(copy, new CpuBackend(1)));
        return String.valueOf(e.getMessage());
    }

    @Test
    void settingsThatNobodyKnowsAreRefusedByName() throws IOException {
        String nested = refusal("ppo", d -> ((ObjectNode) d.get("hyperparameters")).put("missing_eos_penalty", 1.0));
        assertTrue(nested.contains("hyperparameters.missing_eos_penalty = 1.0"), nested);
        String value = refusal("adamw", d -> ((ObjectNode) d.get("hyperparameters")).put("amsgrad", true));
        assertTrue(value.contains("amsgrad"), value);
        String estimator = refusal("grpo", d -> ((ObjectNode) d.get("hyperparameters")).put("scale_rewards", "batch"));
        assertTrue(estimator.contains("scale_rewards"), estimator);
        String argument = refusal(
                "vit-model", d -> ((ObjectNode) d.get("fixed_arguments")).put("interpolate_pos_encoding", true));
        assertTrue(argument.contains("fixed_arguments.interpolate_pos_encoding"), argument);
        String schedule = refusal(
                "lr-schedules",
                d -> ((ObjectNode) d.get("schedules").get("linear").get("arguments")).put("last_epoch", 5));
        assertTrue(schedule.contains("schedules.linear.arguments.last_epoch"), schedule);
        String top = refusal("sched-ddim", d -> d.put("use_clipped_model_output", true));
        assertTrue(top.contains("use_clipped_model_output"), top);
    }

    /** Positions of its own are an input of the reference, which no check hands on. */
    @Test
    void inputsThatTheModelIsNotGivenAreRefusedByName() throws IOException {
        String input =
                refusal("llama-mha", d -> d.putArray("inputs").add("input_ids").add("padded.position_ids"));
        assertTrue(input.contains("padded.position_ids"), input);
    }
}
