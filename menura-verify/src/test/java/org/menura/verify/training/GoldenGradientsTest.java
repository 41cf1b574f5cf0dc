package org.menura.verify.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;
import org.menura.verify.TestData;

/** Every architecture has the gradients that the reference implementation recorded. */
@Tag("slow")
class GoldenGradientsTest {
    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(TestData.path("golden"))) {
            return folders.filter(GoldenGradientsTest::hasGradients)
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasGradients(Path folder) {
        Path file = folder.resolve("golden.safetensors");
        String kind = Files.exists(file)
                ? Json.parse(folder.resolve("golden.json")).path("kind").asText()
                : "";
        return List.of("causal", "generic", "hibehrt", "lora").contains(kind)
                && SafetensorsFile.open(file).names().stream().anyMatch(n -> n.startsWith("grad."));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(String name) {
        List<Check> checks = TrainingVerifier.verify(TestData.path("golden").resolve(name), new CpuBackend(2));
        assertTrue(checks.stream().anyMatch(c -> c.output().startsWith("grad.")));
        assertEquals(List.of(), checks.stream().filter(c -> !c.ok()).toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWhenBlocksAreComputedAgain(String name) {
        Path folder = TestData.path("golden").resolve(name);
        String kind = Json.parse(folder.resolve("golden.json")).path("kind").asText();
        var golden = SafetensorsFile.open(folder.resolve("golden.safetensors"));
        CpuBackend cpu = new CpuBackend(2);
        GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), true);
        List<Check> checks = kind.equals("lora")
                ? LoraGradientCase.run(folder, golden, ops)
                : GradientCase.run(RecordedCase.open(folder), ops);
        assertEquals(List.of(), checks.stream().filter(c -> !c.ok()).toList());
    }

    @Test
    void coversEveryFamily() throws IOException {
        assertTrue(cases().size() >= 53, "cases: " + cases().size());
    }
}
