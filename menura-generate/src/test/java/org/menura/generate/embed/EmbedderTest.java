package org.menura.generate.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.TestData;
import org.menura.generate.load.LoadedModel;
import org.menura.model.ForwardBatch;
import org.menura.model.load.GgufConvert;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** Texts become what sentence-transformers makes of them. */
class EmbedderTest {
    private static final Path RECORDED = TestData.path("sentences");
    private static final JsonNode ALL = Json.parse(RECORDED.resolve("sentences.json"));
    private static final float TOLERANCE = 2e-5f;

    @TempDir
    private Path temporary;

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        ALL.get("texts").forEach(t -> texts.add(t.asText()));
        return texts;
    }

    private static float[] numbers(JsonNode array) {
        float[] out = new float[array.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = array.get(i).floatValue();
        }
        return out;
    }

    private Path model(String name, JsonNode files) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve(name));
        Path inner = Files.createDirectories(
                folder.resolve(files.path("modules.json").path(0).path("path").asText()));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(TestData.path("golden/bert-model").resolve(file), inner.resolve(file));
        }
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(RECORDED.resolve(file), inner.resolve(file));
        }
        for (Map.Entry<String, JsonNode> e : files.properties()) {
            Path file = folder.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, e.getValue().toString());
            String weights = e.getKey().contains("LayerNorm")
                    ? "norm"
                    : e.getValue().has("use_residual") ? "residual" : e.getKey().contains("Dense") ? "dense" : "";
            if (!weights.isEmpty()) {
                Files.copy(RECORDED.resolve(weights + ".safetensors"), file.resolveSibling("model.safetensors"));
            }
        }
        return folder;
    }

    @TestFactory
    Stream<DynamicTest> asSentenceTransformers() {
        return ALL.get("cases")
                .valueStream()
                .map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> {
                    try (LanguageModel model = Menura.load(model(c.get("name").asText(), c.get("files")))) {
                        List<float[]> together = model.embed(texts());
                        for (int i = 0; i < together.size(); i++) {
                            float[] expected = numbers(c.get("embeddings").get(i));
                            assertArrayEquals(expected, together.get(i), TOLERANCE, "text " + i);
                            assertArrayEquals(expected, model.embed(texts().get(i)), TOLERANCE, "text " + i + " alone");
                        }
                    }
                }));
    }

    @Test
    void manyTextsPassTogether() throws IOException {
        JsonNode plain = ALL.get("cases").get(1);
        Embedder embedder = Embedder.open(model("many", plain.get("files")), null, true, new CpuBackend(2));
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add("the cat sees " + "red ".repeat(i % 9) + "birds");
        }
        List<float[]> vectors = embedder.texts(many);
        assertEquals(500, vectors.size());
        for (int i = 0; i < 500; i += 7) {
            assertArrayEquals(embedder.text(many.get(i)), vectors.get(i), 1e-6f);
        }
        assertEquals(24, embedder.window());
        assertEquals(8, embedder.tokens("the cat sees red birds")); // "birds" is two, and two stand around all
    }

    @Test
    void ggufFilesSayHowTokensArePooled() throws IOException {
        for (int i : new int[] {0, 2}) { // mean, normalised; cls
            Path folder = model("pooled" + i, ALL.get("cases").get(i).get("files"));
            Path file = temporary.resolve("pooled" + i + ".gguf");
            GgufConvert.write(ModelSource.open(folder), file, FileType.F32, GgufWriter.Progress.NONE);
            Embedder expected = Embedder.open(folder, null, true, new CpuBackend(1));
            Embedder actual = Embedder.open(file, null, true, new CpuBackend(1));
            assertArrayEquals(expected.text("the dog sees a cat"), actual.text("the dog sees a cat"), 1e-5f);
        }
        for (int i : new int[] {3, 6}) { // max and mean; dense
            ModelSource source = ModelSource.open(
                    model("unpooled" + i, ALL.get("cases").get(i).get("files")));
            Path file = temporary.resolve("unpooled.gguf");
            FormatException e = assertThrows(
                    FormatException.class,
                    () -> GgufConvert.write(source, file, FileType.F32, GgufWriter.Progress.NONE));
            assertTrue(e.getMessage().contains("GGUF files"), e.getMessage());
        }
    }

    /** Beside what llama.cpp (b11434, with GELU's table of 16 bits) made of the same file. */
    @Test
    void embeddingGemmasFilesHoldTheLayersBehindPooling() throws IOException {
        Path golden = TestData.path("golden/gemma3-both-ways");
        Path folder = Files.createDirectories(temporary.resolve("gemma"));
        Files.copy(golden.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        ObjectNode config = (ObjectNode) Json.parse(golden.resolve("config.json"));
        config.remove("use_bidirectional_attention");
        config.put("query_pre_attn_scalar", 8).put("sliding_window", 6);
        config.putArray("layer_types").add("sliding_attention").add("full_attention");
        Files.writeString(folder.resolve("config.json"), config.toString());
        Path forward = temporary.resolve("forward.gguf");
        GgufConvert.write(ModelSource.open(folder), forward, FileType.F32, GgufWriter.Progress.NONE);

        GgufFile from = GgufFile.open(forward);
        Map<String, Object> metadata = new LinkedHashMap<>();
        from.metadata().forEach((key, value) -> metadata.put(key.replace("gemma3.", "gemma-embedding."), value));
        metadata.put("general.architecture", "gemma-embedding");
        metadata.put("gemma-embedding.pooling_type", 1);
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String name : from.names()) {
            tensors.put(name, new TensorEntry(from.dtype(name), from.shape(name), () -> from.tensor(name)));
        }
        tensors.put("dense_2.weight", TensorEntry.of(wave(Math::sin, 48, 32)));
        tensors.put("dense_3.weight", TensorEntry.of(wave(Math::cos, 32, 48)));
        Path file = temporary.resolve("embedding-gemma.gguf");
        GgufWriter.write(file, metadata, tensors, GgufWriter.Progress.NONE);

        float[] vector = Embedder.open(file, null, false, new CpuBackend(1))
                .ofIds(List.of(new int[] {2, 8, 12, 40, 7, 33, 21, 3, 60, 61, 62, 15}))
                .getFirst();
        assertEquals(32, vector.length);
        assertArrayEquals(
                new float[] {0.14372513f, -0.24804096f, 0.17383885f, 0.02547687f, -0.20645675f, 0.23884721f},
                Arrays.copyOf(vector, 6),
                3e-4f);
    }

    private static Tensor wave(DoubleUnaryOperator f, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) f.applyAsDouble(i + 1);
        }
        return Tensor.of(values, rows, columns);
    }

    @Test
    void ownPoolingTakesTheModelsPlace() throws IOException {
        JsonNode cls = ALL.get("cases").get(2);
        Path folder = model("own", cls.get("files"));
        float[] expected = numbers(ALL.get("cases").get(1).get("embeddings").get(1));
        assertArrayEquals(
                expected,
                Embedder.open(folder, Pooling.MEAN, false, new CpuBackend(1)).text(texts().get(1)),
                TOLERANCE);
    }

    @Test
    void promptsAreChosenByName() throws IOException {
        Path folder = model("prompts", ALL.get("cases").get(1).get("files"));
        Files.writeString(
                folder.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"query\": \"the cat sees \", \"passage\": \"birds \", \"none\": \"\"},"
                        + " \"default_prompt_name\": \"passage\"}");
        Embedder embedder = Embedder.open(folder, null, false, new CpuBackend(1));
        Embedder plain = embedder.prompted("none");
        assertEquals(Set.of("query", "passage", "none"), embedder.prompts());
        assertArrayEquals(
                plain.text("the cat sees red birds"), embedder.ofQueries().text("red birds"));
        assertArrayEquals(plain.text("birds red"), embedder.ofDocuments().text("red"));
        assertArrayEquals(plain.text("birds red"), embedder.text("red"));
        FormatException e = assertThrows(FormatException.class, () -> embedder.prompted("title"));
        assertTrue(e.getMessage().endsWith("has no prompt called title; it has query, passage, none"), e.getMessage());
        assertSame(plain.ofQueries(), plain.prompted("query"));
    }

    private Path plain(String name) throws IOException {
        return model(name, ALL.get("cases").get(1).get("files"));
    }

    private static List<float[]> vectors(Path folder) {
        return Embedder.open(folder, null, false, new CpuBackend(1)).texts(texts());
    }

    @Test
    void vectorsMayBeCutShort() throws IOException {
        Path folder = plain("cut");
        List<float[]> whole = vectors(folder);
        Files.writeString(folder.resolve("config_sentence_transformers.json"), "{\"truncate_dim\": 4}");
        List<float[]> cut = vectors(folder);
        for (int i = 0; i < whole.size(); i++) {
            assertArrayEquals(Arrays.copyOf(whole.get(i), 4), cut.get(i), 1e-6f);
        }
        float[] unit = Embedder.open(folder, null, true, new CpuBackend(1)).text("the cat");
        assertEquals(1, unit[0] * unit[0] + unit[1] * unit[1] + unit[2] * unit[2] + unit[3] * unit[3], 1e-5);
    }

    @Test
    void settingsMayHaveOlderNamesAndBelongToTheTexts() throws IOException {
        Path folder = plain("older");
        Files.deleteIfExists(folder.resolve("sentence_bert_config.json"));
        Files.writeString(folder.resolve("sentence_roberta_config.json"), "{\"max_seq_length\": 6}");
        assertEquals(6, Embedder.open(folder, null, true, new CpuBackend(1)).window());
        Files.writeString(
                folder.resolve("sentence_bert_config.json"),
                "{\"processing_kwargs\": {\"text\": {\"max_length\": 5, \"add_special_tokens\": false}}}");
        Embedder bare = Embedder.open(folder, null, true, new CpuBackend(1));
        assertEquals(5, bare.window());
        assertEquals(6, bare.tokens("the cat sees red birds"), "none stand around them");
        Files.writeString(
                folder.resolve("sentence_bert_config.json"), "{\"processing_kwargs\": {\"text\": {\"stride\": 5}}}");
        assertTrue(assertThrows(FormatException.class, () -> Embedder.open(folder, null, true, new CpuBackend(1)))
                .getMessage()
                .contains("processing_kwargs.text.stride"));
    }

    @Test
    void headsThatAFileHasBesidesOrLacksChangeNothing() throws IOException {
        Path folder = plain("heads");
        List<float[]> expected = vectors(folder);
        String config = Files.readString(folder.resolve("config.json"));
        for (String architecture :
                List.of("BertForMaskedLM", "BertForTokenClassification", "BertForNextSentencePrediction")) {
            Files.writeString(
                    folder.resolve("config.json"), config.replace("\"BertModel\"", "\"" + architecture + "\""));
            List<float[]> bare = vectors(folder);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), bare.get(i), architecture + " without its head");
            }
        }
        Checkpoint weights = HfFolder.open(folder).weights();
        Map<String, TensorEntry> more = new LinkedHashMap<>();
        weights.names()
                .forEach(n -> more.put(n, TensorEntry.of(weights.tensor(n).toHeap())));
        more.put("cls.predictions.bias", TensorEntry.of(Tensor.of(new float[8], 0, 8)));
        Path other = plain("besides");
        SafetensorsWriter.write(other.resolve("model.safetensors"), more, Map.of());
        List<float[]> besides = vectors(other);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), besides.get(i));
        }
    }

    @Test
    void vectorsMayKeepTheLengthsThatTheFilesTakeFromThem() throws IOException {
        String pooled = """
                {"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
                {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}""";
        String files = """
                {"modules.json": [%s], "1_Pooling/config.json": {"word_embedding_dimension": 32, "pooling_mode_mean_tokens": true}}""";
        Path plain = model("plain", Json.parse(files.formatted(pooled), "files"));
        Path scaled = model("scaled", Json.parse(files.formatted(pooled + """
                , {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}"""), "files"));
        float[] expected = Embedder.open(plain, null, false, new CpuBackend(1)).text("the cat");
        Embedder embedder = Embedder.open(scaled, null, false, new CpuBackend(1));
        assertArrayEquals(expected, embedder.unscaled().text("the cat"));
        assertArrayEquals(Embedder.unit(expected), embedder.text("the cat"), TOLERANCE);
    }

    @Test
    void unknownModulesAreRefused() throws IOException {
        JsonNode files = Json.parse("""
                {"modules.json": [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
                                  {"idx": 1, "path": "1_LSTM", "type": "sentence_transformers.models.LSTM"}]}""", "files");
        Path folder = model("unknown", files);
        FormatException e =
                assertThrows(FormatException.class, () -> Embedder.open(folder, null, false, new CpuBackend(1)));
        assertTrue(e.getMessage().contains("LSTM, which is not supported"), e.getMessage());
    }

    @Test
    void theTokenizersLengthBoundsTextsWhereTheModelHasNone() throws IOException {
        Path folder = model("t5", Json.parse("{}", "files"));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(
                    TestData.path("golden/t5-relu").resolve(file),
                    folder.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 6}");
        Embedder embedder = Embedder.open(folder, null, false, new CpuBackend(1));
        assertEquals(6, embedder.window());
        assertArrayEquals(
                embedder.text("the cat sees a"), embedder.text("the cat sees a red bird and the moon"), TOLERANCE);
    }

    @Test
    void decodersWithoutAHeadEmbedButDoNotWrite() throws IOException {
        Path from = TestData.path("golden/llama-gqa");
        Path folder = Files.createDirectories(temporary.resolve("headless"));
        ObjectNode config = (ObjectNode) Json.parse(from.resolve("config.json"));
        config.putArray("architectures").add("LlamaModel");
        Files.writeString(folder.resolve("config.json"), config.toString());
        Checkpoint weights = HfFolder.open(from).weights();
        Map<String, TensorEntry> kept = new LinkedHashMap<>();
        weights.names().stream()
                .filter(n -> !n.equals("lm_head.weight"))
                .forEach(n -> kept.put(n, TensorEntry.of(weights.tensor(n))));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), kept, SafetensorsWriter.PYTORCH);
        CpuBackend ops = new CpuBackend(1);
        var whole = (LoadedModel.Decoder) LoadedModel.open(from, ops);
        var headless = (LoadedModel.Decoder) LoadedModel.open(folder, ops);
        ForwardBatch step = ForwardBatch.whole(new int[] {5, 6, 7, 8}).withHidden();
        Tensor _ = whole.model().forward(step);
        ForwardBatch alone = ForwardBatch.whole(new int[] {5, 6, 7, 8}).withHiddenAlone();
        Tensor _ = headless.model().forward(alone);
        assertArrayEquals(step.hidden().toFloats(), alone.hidden().toFloats());
        FormatException e =
                assertThrows(FormatException.class, () -> headless.model().forward(ForwardBatch.whole(new int[] {5})));
        assertTrue(e.getMessage().contains("without a head (lm_head)"), e.getMessage());
    }

    @Test
    void decodersToo() {
        try (LanguageModel model = Menura.load(TestData.path("models/stories260K"))) {
            List<float[]> both = model.embed(List.of("a big dog", "a cat sat on the mat"));
            assertArrayEquals(model.embed("a big dog"), both.getFirst(), 1e-5f);
            assertEquals(64, both.getLast().length);
        }
    }
}
