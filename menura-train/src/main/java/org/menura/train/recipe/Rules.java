package org.menura.train.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What keys ask of each other, and that the files to read are there. */
final class Rules {
    private Rules() {}

    static void check(Recipe recipe, Checker checker) {
        Options model = recipe.model();
        if (!model.has("config") && !model.has("checkpoint")) {
            throw checker.error("model", "needs config for a new model, or checkpoint for one that is there");
        }
        if (recipe.steps().isPresent() == recipe.epochs().isPresent()) {
            throw checker.error("steps", "or epochs must be given, and not both");
        }
        long warmup = recipe.schedule().whole("warmup");
        if (recipe.steps().isPresent() && warmup > recipe.steps().getAsLong()) {
            throw checker.error(
                    "schedule.warmup",
                    "is %d, longer than the run of %d steps"
                            .formatted(warmup, recipe.steps().getAsLong()));
        }
        Options schedule = recipe.schedule();
        if (schedule.has("minimum") && schedule.number("minimum") > schedule.number("rate")) {
            throw checker.error(
                    "schedule.minimum",
                    "is %s, above the rate %s".formatted(schedule.number("minimum"), schedule.number("rate")));
        }
        data(recipe, checker);
        files(recipe, checker);
    }

    private static void data(Recipe recipe, Checker checker) {
        if (recipe.data().isEmpty()) {
            throw checker.error("data", "names no source");
        }
        String objective = recipe.objective().text("name");
        List<String> fitting = Objects.requireNonNull(Objectives.FORMATS.get(objective));
        for (int i = 0; i < recipe.data().size(); i++) {
            DataSource source = recipe.data().get(i);
            if (source.paths().isEmpty()) {
                throw checker.error("data[%d].path".formatted(i), "names no file");
            }
            if (!fitting.contains(source.format())) {
                throw checker.error(
                        "data[%d].format".formatted(i),
                        "is %s, from which %s can't learn; it takes %s"
                                .formatted(source.format(), objective, String.join(", ", fitting)));
            }
        }
    }

    private static void files(Recipe recipe, Checker checker) {
        for (String key : List.of("config", "checkpoint")) {
            present(recipe.model(), "model", key, checker);
        }
        for (String key : List.of("teacher", "reference", "reward_model")) {
            present(recipe.objective(), "objective", key, checker);
        }
        recipe.tokenizer().ifPresent(p -> present(p, "tokenizer", checker));
        for (int i = 0; i < recipe.data().size(); i++) {
            for (Path path : recipe.data().get(i).paths()) {
                present(path, "data[%d].path".formatted(i), checker);
            }
        }
        recipe.evaluation().ifPresent(e -> {
            e.paths("data").forEach(p -> present(p, "evaluation.data", checker));
            e.paths("reward_prompts").forEach(p -> present(p, "evaluation.reward_prompts", checker));
        });
    }

    private static void present(Options options, String section, String key, Checker checker) {
        if (options.has(key)) {
            present(options.path(key), section + "." + key, checker);
        }
    }

    private static void present(Path path, String key, Checker checker) {
        if (!Files.exists(path)) {
            throw checker.error(key, "names %s, which is not there".formatted(path));
        }
    }
}
