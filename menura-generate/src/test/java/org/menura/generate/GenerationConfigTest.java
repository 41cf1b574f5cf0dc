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
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.load.ModelTokenizer;

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
                        ? model.newSequence(prompt)
                                .search(text.beams(beams, most, text.endIds()))
                                .getFirst()
                                .tokens()
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

    @Test
    void wrongFieldsAreNamed() throws IOException {
        folder("gpt2", "{\"bad_words_ids\": [[]]}");
        FormatException e = assertThrows(FormatException.class, () -> Menura.load(folder));
        assertTrue(
                e.getMessage().contains("generation_config.json: bad_words_ids must be lists of token ids"),
                e.getMessage());
    }
}
