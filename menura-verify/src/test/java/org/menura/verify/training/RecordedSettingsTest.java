package org.menura.verify.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;
import org.menura.verify.Check;
import org.menura.verify.TestData;
import org.menura.verify.Verifier;

/** Settings that the golden cases do not have, recorded with newer releases of the reference implementations. */
@Tag("slow")
class RecordedSettingsTest {
    private static final String GOLDEN = "golden.safetensors";

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

    private Path copy(String name) throws IOException {
        Path copy = folder.resolve(name);
        Files.createDirectories(copy);
        Path origin = TestData.path("golden").resolve(name);
        try (Stream<Path> files = Files.list(origin)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /** The reference's loss goes over padding that has labels; the gradients behind it are not Menura's to have. */
    @Test
    void labelsOfPaddingCount() throws IOException {
        Path copy = copy("bert-tokcls");
        SafetensorsFile golden =
                SafetensorsFile.open(TestData.path("golden/bert-tokcls").resolve(GOLDEN));
        long[] labels = golden.tensor("labels").toLongs();
        float[] logits = golden.tensor("logits").toFloats();
        int classes = golden.shape("logits").dim(-1);
        long counted = Arrays.stream(labels).filter(l -> l >= 0).count();
        assertTrue(labels[labels.length - 1] < 0);
        labels[labels.length - 1] = classes - 1;
        double sum = 0;
        for (int i = logits.length - classes; i < logits.length; i++) {
            sum += Math.exp(logits[i]);
        }
        double own = Math.log(sum) - logits[logits.length - 1];
        double loss = (golden.tensor("loss").toFloats()[0] * counted + own) / (counted + 1);
        byte[] bytes = MemorySegment.ofArray(labels).toArray(ValueLayout.JAVA_BYTE);
        Map<String, TensorEntry> changed = new LinkedHashMap<>();
        golden.names().forEach(n -> changed.put(n, TensorEntry.of(golden.tensor(n))));
        changed.put("loss", TensorEntry.of(Tensor.of(new float[] {(float) loss}, 0, golden.shape("loss"))));
        changed.put(
                "labels", TensorEntry.of(Tensor.of(MemorySegment.ofArray(bytes), DType.I64, golden.shape("labels"))));
        SafetensorsWriter.write(copy.resolve(GOLDEN), changed, SafetensorsWriter.PYTORCH);

        List<Check> checks = Verifier.verify(copy, new CpuBackend(1));

        assertTrue(checks.stream().anyMatch(c -> c.output().equals("loss")));
        assertEquals(List.of(), checks.stream().filter(c -> !c.ok()).toList());
        FormatException e = assertThrows(FormatException.class, () -> TrainingVerifier.verify(copy, new CpuBackend(1)));
        assertTrue(String.valueOf(e.getMessage()).contains("gradients of labels"), e.getMessage());
    }

    private String refusal(String name, Consumer<ObjectNode> change) throws IOException {
        Path copy = copy(name);
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
        String value = refusal("adamw", d -> ((ObjectNode) d.get("hyperparameters")).put("maximize", true));
        assertTrue(value.contains("maximize"), value);
        String estimator =
                refusal("grpo", d -> ((ObjectNode) d.get("hyperparameters")).put("top_entropy_quantile", 0.5));
        assertTrue(estimator.contains("top_entropy_quantile"), estimator);
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
