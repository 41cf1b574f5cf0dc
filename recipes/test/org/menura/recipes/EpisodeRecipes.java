package org.menura.recipes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.menura.data.tokenizer.ByteLevelBpeTrainer;
import org.menura.data.tokenizer.TokenizerProfile;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.RunSettings;
import org.menura.train.run.TrainingRun;

/** Copies of the recipes of a world, whose model is minute and whose runs are short. */
public final class EpisodeRecipes {
    private final Path folder;
    private final Path recipes;

    /** Copies the recipes, and makes the tokenizer of the data that lies there already. */
    public EpisodeRecipes(Path folder, String world, String... stages) throws IOException {
        this.folder = folder;
        recipes = Files.createDirectories(folder.resolve("recipes").resolve(world));
        Path data = folder.resolve("runs/" + world + "-data");
        ByteLevelBpeTrainer.of(400, TokenizerProfile.endOfText())
                .train(List.of(Files.readString(data.resolve("texts.txt"))))
                .write(data.resolve("tokenizer"));
        for (String stage : stages) {
            String text = Files.readString(root().resolve("recipes/%s/%s.yaml".formatted(world, stage)))
                    .replaceAll("\nsteps: \\d+", "\nsteps: 2")
                    .replaceAll("sequences: \\d+", "sequences: 2")
                    .replaceAll("  warmup: \\d+", "  warmup: 1")
                    .replaceAll("group: \\d+", "group: 2")
                    .replaceAll("max_steps: \\d+", "max_steps: 4");
            Files.writeString(
                    recipes.resolve(stage + ".yaml"),
                    text.contains("max_steps")
                            ? text
                            : text.replace("  environment:", "  max_steps: 4\n  environment:"));
        }
        Files.writeString(recipes.resolve("config.json"), """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32, "intermediate_size": 48,
                 "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 400, "max_position_embeddings": 4096}
                """);
    }

    /** Returns the root of the repository. */
    public static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("recipes/household"))) {
            root = root.getParent();
        }
        return root;
    }

    /** Copies a folder. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** Trains a stage to its end. */
    public LedgerReader train(String stage) throws IOException {
        Recipe recipe = Recipe.read(recipes.resolve(stage + ".yaml"));
        assertTrue(recipe.output().startsWith(folder), recipe.output().toString());
        try (TrainingRun run = TrainingRun.begin(recipe, new RunSettings(1, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
        }
        return new LedgerReader(recipe.output());
    }
}
