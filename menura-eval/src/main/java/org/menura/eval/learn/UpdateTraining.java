package org.menura.eval.learn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.OutputFile;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.RunSettings;
import org.menura.train.run.TrainingRun;

/** The training run of an update: an adapter that goes on from the one before. */
final class UpdateTraining {
    private UpdateTraining() {}

    /**
     * Writes the recipe of an update beside its documents.
     *
     * @param from the adapter to go on from; null for a new one
     * @param rehearsed documents of earlier updates
     */
    static void writeRecipe(
            Path folder, Path model, boolean chat, LearnOptions options, @Nullable Path from, List<Path> rehearsed)
            throws IOException {
        ObjectNode recipe = JsonNodeFactory.instance.objectNode();
        recipe.putObject("model")
                .put("checkpoint", model.toAbsolutePath().normalize().toString());
        String format = chat ? "chat" : "jsonl";
        ArrayNode data = recipe.putArray("data");
        double share = rehearsed.isEmpty() ? 0 : options.rehearsal();
        data.addObject().put("path", "train.jsonl").put("format", format).put("weight", 1 - share);
        for (Path file : share > 0 ? rehearsed : List.<Path>of()) {
            data.addObject()
                    .put("path", folder.relativize(file).toString().replace('\\', '/'))
                    .put("format", format)
                    .put("weight", share / rehearsed.size());
        }
        recipe.putObject("objective").put("name", chat ? "sft" : "causal-lm");
        if (from == null) {
            recipe.putObject("adapter").put("rank", options.rank()).put("alpha", options.alpha());
        } else {
            recipe.putObject("adapter")
                    .put("from", folder.relativize(from).toString().replace('\\', '/'));
        }
        recipe.putObject("batch").put("sequences", options.sequences()).put("length", options.length());
        recipe.putObject("schedule").put("rate", options.rate()).put("warmup", Math.min(10, options.steps() / 10));
        recipe.put("steps", options.steps()).put("seed", options.seed());
        recipe.putObject("checkpoint")
                .put("every", Math.max(1, options.steps() / 4))
                .put("keep", 1);
        recipe.put("output", "run");
        OutputFile.write(
                folder.resolve("recipe.yaml"), (recipe.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Trains to the end, from the last checkpoint if there is one.
     *
     * @return whether it came to the end
     */
    static boolean train(Path folder, RunSettings settings, TrainingRun.Listener listener, BooleanSupplier stop)
            throws IOException {
        Path run = folder.resolve("run");
        if (Files.isDirectory(run.resolve("adapter"))) {
            return true;
        }
        boolean isBegun = LedgerReader.isLedger(run)
                && !new LedgerReader(run).checkpoints().isEmpty();
        try (TrainingRun training = isBegun
                ? TrainingRun.resume(run, settings, listener)
                : TrainingRun.begin(Recipe.read(folder.resolve("recipe.yaml")), settings, listener)) {
            return training.run(stop);
        }
    }
}
