package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.dtype.DType;

class ConvertCommandTest {
    @TempDir
    private Path folder;

    private static String story(Path model) {
        Cli.Result result = Cli.run("run", model, "-p", "Once upon", "--greedy", "--ids", "-n", 24);
        assertEquals(0, result.code(), result.err());
        return result.out();
    }

    @Test
    void thereAndBackNothingChanges() {
        Path gguf = folder.resolve("stories.gguf");
        Path back = folder.resolve("back");
        assertEquals(0, Cli.run("convert", Cli.stories(), gguf, "--type", "f32").code());
        assertEquals(story(Cli.stories()), story(gguf));
        assertEquals(0, Cli.run("convert", gguf, back, "--type", "F32").code());
        SafetensorsFile before = SafetensorsFile.open(Cli.stories().resolve("model.safetensors"));
        SafetensorsFile after = SafetensorsFile.open(back.resolve("model.safetensors"));
        assertEquals(
                before.names().stream().sorted().toList(),
                after.names().stream().sorted().toList());
        for (String name : before.names()) {
            assertArrayEquals(before.tensor(name).toFloats(), after.tensor(name).toFloats(), name);
        }
        assertEquals(story(Cli.stories()), story(back));
    }

    @Test
    void aFolderOfModelsIsWrittenInAnotherType() throws IOException {
        Path whole = Files.createDirectories(folder.resolve("whole"));
        Files.writeString(whole.resolve("model_index.json"), "{\"part\": 1}");
        Path part = Files.createDirectories(whole.resolve("part"));
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Cli.stories().resolve(file), part.resolve(file));
        }
        Path half = folder.resolve("half");
        Cli.Result result = Cli.run("convert", whole, half, "--to", "hf", "--type", "F16");
        assertEquals(0, result.code(), result.err());
        assertEquals("{\"part\": 1}", Files.readString(half.resolve("model_index.json")));
        assertTrue(Files.readString(half.resolve("part/config.json")).contains("\"float16\""));
        SafetensorsFile before = SafetensorsFile.open(part.resolve("model.safetensors"));
        SafetensorsFile after = SafetensorsFile.open(half.resolve("part/model.safetensors"));
        for (String name : before.names()) {
            assertEquals(DType.F16, after.dtype(name), name);
            float[] expected = before.tensor(name).toFloats();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = Float.float16ToFloat(Float.floatToFloat16(expected[i]));
            }
            assertArrayEquals(expected, after.tensor(name).toFloats(), name);
        }
        assertFalse(story(half.resolve("part")).isBlank());
        assertEquals(1, Cli.run("convert", whole, half, "--to", "hf").code());
        Cli.Result inside = Cli.run("convert", whole, whole.resolve("half"), "--to", "hf");
        assertEquals(1, inside.code());
        assertTrue(inside.err().contains("copied into itself"), inside.err());
    }

    @Test
    void quantisedFilesAreSmallerAndRun() throws IOException {
        Path full = folder.resolve("full.gguf");
        Path small = folder.resolve("small.gguf");
        assertEquals(0, Cli.run("convert", Cli.stories(), full, "--type", "F32").code());
        assertEquals(0, Cli.run("quantize", full, small, "q8_0").code());
        assertTrue(Files.size(small) < Files.size(full) / 2);
        assertFalse(story(small).isBlank());
    }

    @Test
    void wrongUsageExitsWith2() {
        assertEquals(
                2,
                Cli.run("convert", Cli.stories(), folder.resolve("x.gguf"), "--type", "Q9")
                        .code());
        Path weights = Cli.stories().resolve("model.safetensors");
        assertEquals(
                2,
                Cli.run("convert", weights, folder.resolve("x"), "--to", "hf").code());
        Path gguf = Cli.data("gguf/F32.gguf");
        assertEquals(
                2,
                Cli.run("convert", gguf, folder.resolve("x"), "--type", "Q4_K").code());
        assertEquals(
                2, Cli.run("quantize", gguf, folder.resolve("x.gguf"), "Q9").code());
        assertEquals(2, Cli.run("quantize", gguf, gguf, "Q8_0").code());
    }

    @Test
    void aDamagedFileIsOneSentence() throws IOException {
        Path cut = Files.write(folder.resolve("cut.gguf"), new byte[] {'G', 'G', 'U', 'F', 3});
        Cli.Result result = Cli.run("quantize", cut, folder.resolve("x.gguf"), "Q8_0");
        assertEquals(1, result.code());
        assertEquals(1, result.err().lines().count(), result.err());
        assertFalse(Files.exists(folder.resolve("x.gguf")));
    }
}
