package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.hf.HfFolder;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.TestData;
import org.menura.model.load.HfExport;
import org.menura.model.load.ModelSource;
import org.menura.tensor.dtype.DType;

class HfExportTest {
    private static final String TEXT = "Once upon a time, there was a little bird.";

    @TempDir
    private Path folder;

    @Test
    void aPublishedModelGoesToGgufAndBack() throws IOException {
        ModelSource source = ModelSource.open(TestData.path("models/stories260K"));
        Path gguf = folder.resolve("stories.gguf");
        GgufExport.write(
                source.fields(),
                source.weights(),
                source.folder(),
                "stories",
                gguf,
                FileType.F32,
                GgufWriter.Progress.NONE);
        Path back = folder.resolve("back");
        HfExport.write(GgufFile.open(gguf), back, DType.F32);

        ModelSource copy = ModelSource.open(back);
        for (String name : source.weights().names()) {
            if (copy.weights().has(name)) {
                assertArrayEquals(
                        source.weights().tensor(name).toFloats(),
                        copy.weights().tensor(name).toFloats(),
                        name);
            }
        }
        float[] expected = new GgufTests.Model(source.config(), source.weights()).output();
        assertArrayEquals(expected, new GgufTests.Model(copy.config(), copy.weights()).output(), 1e-4f);
        int[] ids = Tokenizers.fromFolder(TestData.path("models/stories260K")).encode(TEXT, true, false);
        assertArrayEquals(ids, Tokenizers.fromFolder(back).encode(TEXT, true, false));
        JsonNode generation = HfFolder.open(back).generationConfig();
        assertTrue(generation != null && generation.get("eos_token_id").isInt());
        assertEquals("float32", copy.config().get("torch_dtype").textValue());
        assertFalse(copy.config().has("rope_interleaved"));
    }

    @Test
    void quantisedWeightsAreDecoded() throws IOException {
        Path out = folder.resolve("out");
        GgufFile file = GgufFile.open(TestData.path("gguf/Q6_K.gguf"));
        HfExport.write(file, out, DType.BF16);
        ModelSource model = ModelSource.open(out);
        assertEquals(DType.BF16, model.weights().dtype("model.layers.0.mlp.up_proj.weight"));
        float[] expected = GgufTests.running(file).output();
        double difference =
                GgufTests.difference(expected, new GgufTests.Model(model.config(), model.weights()).output());
        assertEquals(0, difference, 0.05);
    }

    @Test
    void rwkvKeepsItsVocabulary() throws IOException {
        Path source = folder.resolve("rwkv");
        Files.createDirectories(source);
        Files.copy(TestData.path("golden/rwkv7-pth/model.safetensors"), source.resolve("model.safetensors"));
        StringBuilder vocabulary = new StringBuilder();
        for (int i = 0; i < 79; i++) {
            String literal =
                    i == 0 ? "b\"'\"" : i == 1 ? "b'\\xff'" : i == 2 ? "b' \\n'" : "'" + (char) ('0' + i) + "'";
            if (i + '0' != '\\') {
                vocabulary.append("%d %s %d%n".formatted(i + 1, literal, i == 2 ? 2 : 1));
            }
        }
        Files.writeString(source.resolve("rwkv_vocab_test.txt"), vocabulary);
        ModelSource model = ModelSource.open(source);
        Path gguf = folder.resolve("rwkv.gguf");
        GgufExport.write(
                model.fields(), model.weights(), model.folder(), "rwkv", gguf, FileType.F32, GgufWriter.Progress.NONE);
        Path back = folder.resolve("back");
        HfExport.write(GgufFile.open(gguf), back, DType.F32);
        assertTrue(Files.exists(back.resolve("rwkv_vocab.txt")));
        assertFalse(Files.exists(back.resolve("tokenizer.json")));
        ModelSource copy = ModelSource.open(back);
        assertArrayEquals(
                new GgufTests.Model(model.config(), model.weights()).output(),
                new GgufTests.Model(copy.config(), copy.weights()).output(),
                1e-4f);
    }

    @Test
    void whatIsThereStaysThere() throws IOException {
        Path out = folder.resolve("out");
        Files.createDirectories(out);
        Files.writeString(out.resolve("notes.txt"), "mine");
        GgufFile file = GgufFile.open(TestData.path("gguf/F16.gguf"));
        assertThrows(FileAlreadyExistsException.class, () -> HfExport.write(file, out, DType.F16));
        assertEquals("mine", Files.readString(out.resolve("notes.txt")));
    }

    @Test
    void nothingIsLeftOfAFailure() throws IOException {
        GgufFile vocabularyOnly = GgufFile.open(TestData.path("tokenizers/ggml-vocab-llama-spm.gguf"));
        assertThrows(FormatException.class, () -> HfExport.write(vocabularyOnly, folder.resolve("out"), DType.F32));
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.findAny().isEmpty());
        }
    }
}
