package org.menura.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.tensor.cpu.CpuBackend;

/** Every architecture reproduces what the reference implementation computed. */
class GoldenTest {
    private static final Set<String> KINDS = Set.of(
            "audioldm",
            "causal",
            "generic",
            "hibehrt",
            "image-processors",
            "imagebind",
            "kaldi-fbank",
            "rwkv",
            "scheduler",
            "sd-pipeline",
            "unet",
            "vae",
            "vocoder",
            "whisper-features");

    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(TestData.path("golden"))) {
            return folders.filter(Files::isDirectory)
                    .filter(p -> KINDS.contains(
                            Json.parse(p.resolve("golden.json")).path("kind").asText()))
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(String name) {
        List<Check> checks = Verifier.verify(TestData.path("golden").resolve(name), new CpuBackend(2));
        assertFalse(checks.isEmpty());
        List<Check> failed = checks.stream().filter(c -> !c.ok()).toList();
        assertEquals(List.of(), failed);
    }

    @Test
    void coversEveryKindOfModel() throws IOException {
        assertTrue(cases().size() >= 73, "cases: " + cases().size());
    }

    private static void copy(String name, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(TestData.path("golden").resolve(name))) {
            for (Path f : files.toList()) {
                Files.copy(f, folder.resolve(f.getFileName()));
            }
        }
    }

    @Test
    void aContinuationBeyondTheContextIsAFailedCheck(@TempDir Path folder) throws IOException {
        copy("llama-gqa", folder);
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replace("\"max_position_embeddings\": 64", "\"max_position_embeddings\": 12"));
        List<Check> failed = Verifier.verify(folder, new CpuBackend(1)).stream()
                .filter(c -> !c.ok())
                .toList();
        assertEquals(List.of("greedy_ids"), failed.stream().map(Check::output).toList());
        assertTrue(failed.getFirst().note().contains("context ends at 12"), failed.toString());
    }

    @Test
    void findsAWrongWeight(@TempDir Path folder) throws IOException {
        copy("llama-gqa", folder);
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        // The exponent of one of the last tensor's floats.
        bytes[bytes.length - 1] ^= 0x01;
        Files.write(weights, bytes);
        assertTrue(Verifier.verify(folder, new CpuBackend(1)).stream().anyMatch(c -> !c.ok()));
    }

    @Test
    void saysWhenThereIsNothingToVerify(@TempDir Path folder) {
        FormatException e = assertThrows(FormatException.class, () -> Verifier.verify(folder, new CpuBackend(1)));
        assertTrue(e.getMessage().contains("golden.json"), e.getMessage());
    }
}
