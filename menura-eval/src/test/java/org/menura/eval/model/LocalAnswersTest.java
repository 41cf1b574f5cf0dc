package org.menura.eval.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.Menura;

/** Answers as transformers writes them, where a model's folder says more than the task. */
class LocalAnswersTest {
    private static final int FIRST = 0x4e00;

    @TempDir
    private Path folder;

    private static String text(int... ids) {
        return Arrays.stream(ids).mapToObj(id -> Character.toString(FIRST + id)).collect(Collectors.joining());
    }

    private List<String> answers(String generation, Map<String, Object> settings, String... prompts)
            throws IOException {
        Path golden = Path.of("..", "testdata", "golden", "gpt2");
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.write(folder.resolve(file), Files.readAllBytes(golden.resolve(file)));
        }
        StringBuilder vocabulary = new StringBuilder();
        for (int id = 0; id < 88; id++) {
            vocabulary
                    .append(id == 0 ? "" : ",")
                    .append('"')
                    .append(text(id))
                    .append("\":")
                    .append(id);
        }
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"version\": \"1.0\", \"added_tokens\": [], \"model\": {\"type\": \"BPE\", \"vocab\": {" + vocabulary
                        + "}, \"merges\": []}, \"decoder\": {\"type\": \"Fuse\"}}");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"%s\"}".formatted(text(1)));
        Files.writeString(folder.resolve("generation_config.json"), generation);
        try (LocalModel model = LocalModel.of("gpt2", Menura.load(folder), LocalModel.Options.defaults())) {
            List<GenerationRequest> requests = Arrays.stream(prompts)
                    .map(prompt -> new GenerationRequest(prompt, new GenerationSettings(settings)))
                    .toList();
            return model.generate(requests, (_, _) -> {});
        }
    }

    /** Recorded from transformers 5.24.0. */
    @Test
    void whatTheTaskDoesNotSayTheFolderSays() throws IOException {
        String[] prompts = {text(9, 12, 44), text(5, 5, 61), text(71, 33, 20, 8)};
        List<String> penalised = List.of(
                text(78, 60, 39, 17, 64, 64, 21, 32, 28, 78),
                text(25, 32, 32, 32, 32, 32, 17, 75, 21, 21),
                text(25, 9, 59, 28, 32, 32, 86, 21, 21, 36));
        assertEquals(
                penalised,
                answers("{\"eos_token_id\": [], \"repetition_penalty\": 1.4}", Map.of("max_gen_toks", 10), prompts));
        assertEquals(
                penalised,
                answers("{\"eos_token_id\": []}", Map.of("max_gen_toks", 10, "repetition_penalty", 1.4), prompts));
        assertEquals(
                List.of(
                        text(78, 60, 39, 17, 17, 17, 17, 17, 17, 82),
                        text(61, 32, 32, 32, 32, 32, 32, 85, 86, 32),
                        text(25, 9, 9, 32, 32, 32, 32, 32, 32, 32)),
                answers(
                        "{\"eos_token_id\": [], \"repetition_penalty\": 1.4}",
                        Map.of("max_gen_toks", 10, "repetition_penalty", 1.0),
                        prompts));
    }
}
