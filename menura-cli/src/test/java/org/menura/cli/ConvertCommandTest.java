package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.gguf.FileType;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.dtype.DType;

@Tag("slow")
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
    void headsThatFilesLackAreNamed() {
        Path spans = folder.resolve("spans.gguf");
        Cli.Result left = Cli.run("convert", Cli.data("golden/bert-qa"), spans, "--type", "F32");
        assertEquals(0, left.code(), left.err());
        assertTrue(left.err().startsWith("left out: qa_outputs, a head"), left.err());
        Path classes = folder.resolve("classes.gguf");
        Cli.Result whole = Cli.run("quantize", Cli.data("golden/bert-seqcls"), classes, "F32");
        assertEquals(0, whole.code(), whole.err());
        assertEquals("", whole.err());
    }

    @Test
    void ggufBecomesGguf() throws IOException {
        Path full = folder.resolve("full.gguf");
        assertEquals(0, Cli.run("convert", Cli.stories(), full, "--type", "F32").code());
        Path copy = folder.resolve("copy.gguf");
        Cli.Result copied = Cli.run("convert", full, copy);
        assertEquals(0, copied.code(), copied.err());
        assertTrue(Files.isRegularFile(copy));
        assertArrayEquals(Files.readAllBytes(full), Files.readAllBytes(copy));
        assertEquals("", copied.err());
        assertTrue(copied.out().matches("(?s)wrote .*copy.gguf: .* \\(47 tensors, F32 .*\\)\\R"), copied.out());
        Path small = folder.resolve("small.gguf");
        assertEquals(0, Cli.run("convert", full, small, "--type", "Q8_0").code());
        assertFalse(story(small).isBlank());
        Path again = folder.resolve("again.gguf");
        Cli.Result refused = Cli.run("convert", small, again, "--type", "Q4_0");
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("--allow-requantize"), refused.err());
        assertEquals(1, Cli.run("quantize", small, again, "Q4_0").code());
        assertFalse(Files.exists(again));
        assertEquals(
                0,
                Cli.run("quantize", small, again, "Q4_0", "--allow-requantize").code());
        assertEquals(
                0, Cli.run("quantize", small, folder.resolve("f16.gguf"), "F16").code());
    }

    @Test
    void whatIsThereIsReplacedOnlyByForce() throws IOException {
        Path file = Files.writeString(folder.resolve("x.gguf"), "mine");
        for (Object[] args :
                new Object[][] {{"convert", Cli.stories(), file}, {"quantize", Cli.stories(), file, "Q8_0"}}) {
            Cli.Result result = Cli.run(args);
            assertEquals(1, result.code());
            assertTrue(result.err().contains("x.gguf exists already; --force replaces it"), result.err());
            assertEquals("mine", Files.readString(file));
        }
        assertEquals(
                0, Cli.run("quantize", Cli.stories(), file, "Q8_0", "--force").code());
        assertFalse(story(file).isBlank());
        Path out = folder.resolve("out");
        assertEquals(0, Cli.run("convert", file, out).code());
        assertTrue(Cli.run("convert", file, out).err().contains("--force replaces it"));
        Files.writeString(out.resolve("notes"), "old");
        assertEquals(0, Cli.run("convert", file, out, "--force").code());
        assertFalse(Files.exists(out.resolve("notes")));
        assertFalse(story(out).isBlank());
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("letter"), "kept");
        Cli.Result kept = Cli.run("convert", file, other, "--force");
        assertEquals(1, kept.code());
        assertTrue(kept.err().contains("something else than a model"), kept.err());
        assertEquals("kept", Files.readString(other.resolve("letter")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksAreWrittenThrough() throws IOException {
        Path real = folder.resolve("real.gguf");
        Path link = Files.createSymbolicLink(folder.resolve("link.gguf"), real.getFileName());
        assertEquals(0, Cli.run("convert", Cli.stories(), link, "--type", "F32").code());
        assertTrue(Files.isSymbolicLink(link) && Files.isRegularFile(real));
        Path folderLink = Files.createSymbolicLink(folder.resolve("l"), Files.createDirectory(folder.resolve("d")));
        assertEquals(0, Cli.run("convert", link, folderLink).code());
        assertTrue(Files.isSymbolicLink(folderLink) && Files.isRegularFile(folder.resolve("d/config.json")));
    }

    @Test
    void aFileIsCalledAsItSaysItself() {
        Path file = folder.resolve("m.gguf");
        assertEquals(0, Cli.run("quantize", Cli.stories(), file, "Q8_0").code());
        Cli.Result bench = Cli.run("bench", file, "-p", 4, "-n", 0, "-r", 1);
        assertTrue(bench.out().contains(" Q8_0 "), bench.out());
        assertEquals("Q4_K - Medium", FileType.Q4_K_M.label());
        assertEquals(Optional.of(FileType.Q5_K_S), FileType.of(16));
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
                2, Cli.run("convert", gguf, folder.resolve("x.safetensors")).code());
        assertEquals(2, Cli.run("convert", gguf, gguf).code());
        Cli.Result onto = Cli.run("convert", Cli.stories(), Cli.stories());
        assertEquals(2, onto.code());
        assertTrue(onto.err().contains("is a folder"), onto.err());
        assertEquals(
                2,
                Cli.run("convert", Cli.stories(), Cli.stories(), "--to", "hf", "--force")
                        .code());
        assertEquals(
                2,
                Cli.run("convert", gguf, folder.resolve("x.gguf"), "--to", "hf").code());
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
