package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.train.recipe.Recipe;

class RewardEvaluationTest {
    private static final String CONFIG = """
            {"model_type": "llama", "vocab_size": 4096, "hidden_size": 16, "intermediate_size": 32,
             "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 128,
             "tie_word_embeddings": true, "bos_token_id": 0, "eos_token_id": 0}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("recipes/nano"))) {
            root = root.getParent();
        }
        Files.createDirectory(folder.resolve("tokenizer"));
        for (String name : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
            Files.copy(root.resolve("recipes/nano/tokenizer").resolve(name), folder.resolve("tokenizer/" + name));
        }
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.writeString(folder.resolve("a.txt"), "One day, a dog saw a boat in the rain.\n\n".repeat(20));
        Files.writeString(folder.resolve("prompts.jsonl"), """
                {"prompt": [{"role": "user", "content": "Write a story with a dog."}], "words": ["dog"]}
                {"prompt": "Once upon a time", "words": ["xylophone", "zeppelin"]}
                """);
        Files.writeString(folder.resolve("empty.jsonl"), "");
    }

    @Test
    void answersThatGetTheWholeRewardPass() throws IOException {
        Map<String, Double> all = evaluated("prompts.jsonl", "at-most=1000", 1);
        assertEquals(Map.of("reward", 1.0, "passed", 1.0, "greedy_reward", 1.0, "greedy_passed", 1.0), all);
        Map<String, Double> half = evaluated("prompts.jsonl", "at-most=1000, contains=words", 1);
        assertEquals(0, half.get("passed"));
        assertEquals(0.5, half.get("reward"), 0.13);
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        String rewards = "at-least=5000";
        Map<String, Double> one = evaluated("prompts.jsonl", rewards, 1);
        assertTrue(one.get("reward") > 0 && one.get("reward") < 1, one.toString());
        assertEquals(one, evaluated("prompts.jsonl", rewards, 3));
    }

    @Test
    void aFileWithoutPromptsIsRefused() {
        FormatException e = assertThrows(FormatException.class, () -> evaluated("empty.jsonl", "complete", 1));
        assertTrue(e.getMessage().contains("without a prompt"), e.getMessage());
    }

    private Map<String, Double> evaluated(String prompts, String rewards, int threads) throws IOException {
        Path run = Files.createTempDirectory(folder, "run").resolve("ledger");
        String recipe = """
                model: {config: config.json}
                tokenizer: tokenizer
                data: {path: a.txt}
                batch: {sequences: 2, length: 16}
                steps: 1
                evaluation: {every: 1, reward_prompts: [%s], rewards: [%s], answer_length: 24}
                output: %s
                """.formatted(prompts, rewards, run);
        RunSettings settings = new RunSettings(threads, "test");
        try (TrainingRun training =
                TrainingRun.begin(Recipe.parse(recipe, "the test", folder), settings, new TrainingRun.Listener() {})) {
            training.run(() -> false);
            return training.ledger().reader().evaluations().getLast().metrics();
        }
    }
}
