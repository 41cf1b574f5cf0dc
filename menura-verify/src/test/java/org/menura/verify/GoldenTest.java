package org.menura.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;
import org.menura.format.OutputFolder;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.generate.image.AudioPipeline;
import org.menura.tensor.Tensor;
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

    /** Latents of several images follow the same prompt, an image each. */
    @Test
    void picturesOfOnePromptAreVerifiedTogether(@TempDir Path temporary) throws IOException {
        Path origin = TestData.path("golden/stable-diffusion-tiny");
        Path folder = temporary.resolve("case");
        OutputFolder.copy(origin, folder);
        SafetensorsFile golden = SafetensorsFile.open(origin.resolve("golden.safetensors"));
        Map<String, TensorEntry> twice = new LinkedHashMap<>();
        for (String name : golden.names()) {
            Tensor t = golden.tensor(name);
            int images = name.equals("latents_per_step") ? 1 : 0;
            twice.put(name, TensorEntry.of(name.endsWith("ids") || name.equals("timesteps") ? t : doubled(t, images)));
        }
        SafetensorsWriter.write(folder.resolve("golden.safetensors"), twice, SafetensorsWriter.PYTORCH);
        Path about = folder.resolve("golden.json");
        Files.writeString(
                about, Files.readString(about).replaceFirst("\\{", "{\"num_images_per_prompt\": 2, \"eta\": 0.0, "));
        List<Check> checks = Verifier.verify(folder, new CpuBackend(1));
        assertTrue(checks.size() >= 7, checks.toString());
        assertEquals(List.of(), checks.stream().filter(c -> !c.ok()).toList());
    }

    /** Each entry of a dimension, 0 or 1, twice. */
    private static Tensor doubled(Tensor t, int dimension) {
        float[] values = t.toFloats();
        int blocks = dimension == 0 ? 1 : t.dim(0);
        int block = values.length / blocks;
        float[] out = new float[2 * values.length];
        for (int b = 0; b < blocks; b++) {
            System.arraycopy(values, b * block, out, 2 * b * block, block);
            System.arraycopy(values, b * block, out, (2 * b + 1) * block, block);
        }
        long[] dims = new long[t.shape().rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == dimension ? 2L * t.dim(i) : t.dim(i);
        }
        return Tensor.of(out, dims);
    }

    /** The reference divides lengths by that of a frame, which makes 42 frames of 43 here; the latent is as long as 42. */
    @Test
    void lengthsOfSoundsAreDividedAsInTheReference() {
        AudioPipeline maker = AudioPipeline.open(TestData.path("golden/audioldm-tiny"), new CpuBackend(1));
        assertEquals(21, maker.grid(0.01075).height());
        assertEquals(8, maker.grid(0.004).height());
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
