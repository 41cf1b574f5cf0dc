package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.json.Json;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.BeamParams;
import org.menura.generate.sample.Hypothesis;
import org.menura.generate.sample.MirostatV2;
import org.menura.generate.sample.Penalties;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.model.load.GgufConvert;
import org.menura.model.load.HfExport;
import org.menura.model.load.ModelSource;
import org.menura.tensor.dtype.DType;

/** Texts of models whose folders say how they are to be written, beside what transformers wrote. */
class GenerationConfigTest {
    private static final int FIRST = 0x4e00;

    @TempDir
    private Path folder;

    /** A model of the golden data whose token number n is the n-th CJK character. */
    private void folder(String model, String generation) throws IOException {
        Path from = TestData.path("golden/" + model);
        for (String file : new String[] {"config.json", "model.safetensors"}) {
            Files.deleteIfExists(folder.resolve(file));
            Files.copy(from.resolve(file), folder.resolve(file));
        }
        int size = Json.parse(from.resolve("config.json")).get("vocab_size").asInt();
        StringBuilder vocabulary = new StringBuilder();
        for (int id = 0; id < size; id++) {
            vocabulary
                    .append(id == 0 ? "" : ",")
                    .append('"')
                    .appendCodePoint(FIRST + id)
                    .append("\":")
                    .append(id);
        }
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"version\": \"1.0\", \"added_tokens\": [], \"model\": {\"type\": \"BPE\", \"vocab\": {" + vocabulary
                        + "}, \"merges\": []}}");
        Files.writeString(folder.resolve("generation_config.json"), generation);
    }

    private static int[] searched(LanguageModel model, String prompt, BeamParams params) {
        List<Hypothesis> found;
        if (model.loaded() instanceof LoadedModel.Decoder decoder) {
            Session session = model.newSession();
            session.append(Prompt.of(decoder.text().prompt(prompt)));
            found = session.search(params);
        } else {
            found = model.newSequence(prompt).search(params);
        }
        return found.getFirst().tokens();
    }

    private static int[] ids(JsonNode list) {
        return new ObjectMapper().convertValue(list, int[].class);
    }

    private static String text(int[] ids) {
        return Arrays.stream(ids).mapToObj(id -> Character.toString(FIRST + id)).collect(Collectors.joining());
    }

    @Test
    void textsAreThoseOfTransformers() throws IOException {
        for (String line : Files.readAllLines(TestData.path("settings/generation.jsonl"))) {
            JsonNode row = new ObjectMapper().readTree(line);
            folder(row.get("model").asText(), row.get("generation_config").toString());
            String prompt = text(ids(row.get("prompt")));
            int most = row.get("max_new_tokens").asInt();
            int beams = row.get("num_beams").asInt();
            try (LanguageModel model = Menura.load(folder)) {
                ModelTokenizer text = model.loaded().text();
                int[] got = beams > 1
                        ? searched(model, prompt, text.beams(beams, most, text.endIds()))
                        : model.generate(prompt, GenerationOptions.of(most).greedy()).tokens().stream()
                                .mapToInt(Integer::intValue)
                                .toArray();
                assertArrayEquals(ids(row.get("ids")), got, line);
            }
        }
    }

    @Test
    void olderFoldersSaySoInTheirConfig() throws IOException {
        folder("gpt2", "{}");
        String config = Files.readString(folder.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                config.replaceFirst("\\{", "{\"forced_bos_token_id\": 5, \"no_repeat_ngram_size\": 1,"));
        Files.delete(folder.resolve("generation_config.json"));
        try (LanguageModel model = Menura.load(folder)) {
            var tokens = model.generate(
                            text(new int[] {9}), GenerationOptions.of(20).greedy())
                    .tokens();
            assertEquals(5, tokens.getFirst());
            assertEquals(tokens.size(), tokens.stream().distinct().count());
        }
    }

    /** As in vLLM, which asks do_sample as little, and in llama.cpp, whose converter hands it on. */
    @Test
    void whatFilesSayOfSamplingHoldsWhereNothingElseIsSaid() throws IOException {
        stories("{\"temperature\": 0.6, \"top_k\": 20, \"top_p\": 0.9, \"min_p\": 0, \"repetition_penalty\": 1.1}");
        SamplingParams said = sampling(folder);
        assertEquals(0.6f, said.temperature().value());
        assertEquals(20, said.topK().k());
        assertEquals(0.9f, said.topP().p());
        assertEquals(0, said.minP().p());
        assertEquals(new Penalties(-1, 1.1f, 0, 0), said.penalties());

        Path gguf = folder.resolve("stories.gguf");
        GgufConvert.write(ModelSource.open(folder), gguf, FileType.F16, GgufWriter.Progress.NONE);
        SamplingParams kept = sampling(gguf);
        assertEquals(said.temperature(), kept.temperature());
        assertEquals(said.topK(), kept.topK());
        assertEquals(said.topP(), kept.topP());
        assertEquals(said.minP(), kept.minP());
        assertEquals(new Penalties(64, 1.1f, 0, 0), kept.penalties()); // GGUF's penalty has llama.cpp's reach

        Path back = folder.resolve("back");
        HfExport.write(GgufFile.open(gguf), back, DType.F16);
        JsonNode generation = Json.parse(back.resolve("generation_config.json"));
        assertTrue(generation.get("do_sample").booleanValue());
        assertEquals(0.6, generation.get("temperature").doubleValue());
        assertEquals(20, generation.get("top_k").intValue());
    }

    private static SamplingParams sampling(Path model) {
        try (LanguageModel loaded = Menura.load(model)) {
            return loaded.sampling().build();
        }
    }

    private void stories(String generation) throws IOException {
        Path from = TestData.path("../models/stories260K");
        for (String file :
                new String[] {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}) {
            Files.copy(from.resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("generation_config.json"), generation);
    }

    @Test
    void textsWithoutOptionsAreDrawnAsTheFilesSay() throws IOException {
        stories("{\"temperature\": 0}");
        try (LanguageModel model = Menura.load(folder)) {
            GenerationOptions plain = GenerationOptions.of(20);
            assertEquals(
                    model.generate("Once upon", plain.greedy()).text(),
                    model.generate("Once upon", plain).text());
        }
    }

    /** What the file of llama.cpp's converter may say besides. */
    @Test
    void aGgufFileMayOrderTheSamplers() throws IOException {
        Path gguf = Files.createDirectories(folder.resolve("gguf")).resolve("model.gguf");
        Map<String, Object> metadata = new LinkedHashMap<>(
                GgufFile.open(TestData.path("gguf/Q8_0.gguf")).metadata());
        metadata.put("general.sampling.sequence", "top_k;temperature");
        metadata.put("general.sampling.mirostat", 2);
        metadata.put("general.sampling.xtc_probability", 0.5f);
        SamplingParams said = sampling(written(gguf, metadata));
        assertEquals("[top_k, temperature]", said.order().toString());
        assertEquals(new MirostatV2(5, 0.1f), said.mirostat());
        assertEquals(0.5f, said.xtc().probability());

        metadata.put("general.sampling.top_p", 1.5f);
        Path wrong = written(gguf, metadata);
        FormatException e = assertThrows(FormatException.class, () -> sampling(wrong));
        assertTrue(e.getMessage().contains("top_p must be from 0"), e.getMessage());
    }

    /** llama.cpp takes it for a control token by its text; as a word of a text it is none. */
    @Test
    void aTurnEndsByATokenThatAGgufFileHasAsOneOfUsers() throws IOException {
        Path gguf = Files.createDirectories(folder.resolve("gguf")).resolve("model.gguf");
        Map<String, Object> metadata = new LinkedHashMap<>(
                GgufFile.open(TestData.path("gguf/Q8_0.gguf")).metadata());
        List<String> tokens = new ArrayList<>((List<String>) metadata.get("tokenizer.ggml.tokens"));
        long[] types = ((long[]) metadata.get("tokenizer.ggml.token_type")).clone();
        tokens.set(400, "<|im_end|>");
        metadata.put("tokenizer.ggml.tokens", tokens.toArray(String[]::new));
        metadata.put("tokenizer.ggml.token_type", types);
        for (long type : new long[] {1, 4}) {
            types[400] = type;
            try (LanguageModel model = Menura.load(written(gguf, metadata))) {
                assertEquals(type == 4, model.endIds().contains(400));
            }
        }
    }

    private static Path written(Path out, Map<String, Object> metadata) throws IOException {
        GgufFile from = GgufFile.open(TestData.path("gguf/Q8_0.gguf"));
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String name : from.names()) {
            tensors.put(name, new TensorEntry(from.dtype(name), from.shape(name), () -> from.tensor(name)));
        }
        GgufWriter.write(out, metadata, tensors, GgufWriter.Progress.NONE);
        return out;
    }

    @Test
    void wrongFieldsAreNamed() throws IOException {
        folder("gpt2", "{\"bad_words_ids\": [[]]}");
        FormatException e = assertThrows(FormatException.class, () -> Menura.load(folder));
        assertTrue(
                e.getMessage().contains("generation_config.json: bad_words_ids must be lists of token ids"),
                e.getMessage());
    }
}
