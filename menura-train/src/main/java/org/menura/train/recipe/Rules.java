package org.menura.train.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.format.hub.HubCache;
import org.menura.train.run.objective.Objective;
import org.menura.train.run.objective.Trait;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;

/** Checks of constraints between keys, and of the existence of the files to read. */
final class Rules {
    private Rules() {}

    static void check(Recipe recipe, Checker checker) {
        Options model = recipe.model();
        if (!model.has("config") && !model.has("checkpoint")) {
            throw checker.error("model", "needs config for a new model, or checkpoint for one that is there");
        }
        if (!recipe.tasks().isEmpty()) {
            TaskRules.check(recipe, checker);
        } else if (recipe.steps().isPresent() == recipe.epochs().isPresent()) {
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
        if (schedule.has("warmup_share") && warmup > 0) {
            throw checker.error("schedule.warmup_share", "goes not with warmup; give one of them");
        }
        if (schedule.has("minimum") && schedule.number("minimum") > schedule.number("rate")) {
            throw checker.error(
                    "schedule.minimum",
                    "is %s, above the rate %s".formatted(schedule.number("minimum"), schedule.number("rate")));
        }
        if (schedule.has("start") && schedule.number("start") > schedule.number("rate")) {
            throw checker.error(
                    "schedule.start",
                    "is %s, above the rate %s".formatted(schedule.number("start"), schedule.number("rate")));
        }
        recipe.diloco().ifPresent(d -> diloco(recipe, d.whole("inner"), checker));
        data(recipe, checker);
        files(recipe, checker);
    }

    /** Whatever looks at the weights between two steps can do so only where replicas are joined. */
    private static void diloco(Recipe recipe, long inner, Checker checker) {
        if (recipe.steps().isEmpty()) {
            throw checker.error("diloco", "goes with steps, those of each replica, not with epochs");
        }
        if (!recipe.tasks().isEmpty() || recipe.emaDecay().isPresent()) {
            throw checker.error("diloco", "goes not with tasks or ema");
        }
        if (recipe.steps().getAsLong() % inner != 0) {
            throw checker.error("steps", "must be a multiple of diloco.inner, %d".formatted(inner));
        }
        if (recipe.checkpoint().whole("every") % inner != 0) {
            throw checker.error("checkpoint.every", "must be a multiple of diloco.inner, %d".formatted(inner));
        }
        if (recipe.evaluation().isPresent() && recipe.evaluation().get().whole("every") % inner != 0) {
            throw checker.error("evaluation.every", "must be a multiple of diloco.inner, %d".formatted(inner));
        }
    }

    private static void data(Recipe recipe, Checker checker) {
        if (recipe.allData().isEmpty()) {
            throw checker.error(
                    "data",
                    checker.isGiven("data")
                            ? "names no source"
                            : "is missing; it is a list, each keys and values: " + Schema.SOURCE.doc());
        }
        Objective objective = recipe.objectiveType();
        sources(recipe.data(), "", objective, checker);
        for (int i = 0; i < recipe.tasks().size(); i++) {
            TaskSpec task = recipe.tasks().get(i);
            sources(task.data(), "tasks[%d].".formatted(i), objective, checker);
            for (Path path : task.evaluation()) {
                present(path, "tasks[%d].evaluation".formatted(i), checker);
            }
        }
        if (recipe.adapter().isPresent() && objective.has(Trait.WHOLE)) {
            throw checker.error(
                    "adapter", "goes not with %s, which teaches the weights themselves".formatted(objective.name()));
        }
        objective.check(recipe.objective(), recipe.batch(), checker);
    }

    private static void sources(List<DataSource> sources, String where, Objective objective, Checker checker) {
        List<String> fitting = objective.traits().formats();
        for (int i = 0; i < sources.size(); i++) {
            DataSource source = sources.get(i);
            if (source.paths().isEmpty()) {
                throw checker.error(where + "data[%d].path".formatted(i), "names no file");
            }
            if (!fitting.contains(source.format())) {
                throw checker.error(
                        where + "data[%d].format".formatted(i),
                        "is %s, from which %s can't learn; it takes %s"
                                .formatted(source.format(), objective.name(), String.join(", ", fitting)));
            }
            for (Path path : source.paths()) {
                present(path, where + "data[%d].path".formatted(i), checker);
            }
        }
    }

    private static void files(Recipe recipe, Checker checker) {
        for (String key : List.of("config", "checkpoint")) {
            present(recipe.model(), "model", key, checker);
        }
        parts(recipe.model(), checker);
        recipe.objective().files().forEach(key -> present(recipe.objective(), "objective", key, checker));
        recipe.tokenizer().ifPresent(p -> present(p, "tokenizer", checker));
        recipe.evaluation().ifPresent(e -> e.paths("data").forEach(p -> present(p, "evaluation.data", checker)));
        recipe.evaluation()
                .flatMap(e -> e.optionalPart("check"))
                .ifPresent(c -> c.paths("path").forEach(p -> present(p, "evaluation.check.path", checker)));
    }

    private static void parts(Options model, Checker checker) {
        List<Options> parts = model.parts("parts");
        if (!parts.isEmpty() && (!model.has("config") || model.has("checkpoint"))) {
            throw checker.error("model.parts", "goes with model.config alone, not with model.checkpoint");
        }
        for (int i = 0; i < parts.size(); i++) {
            present(parts.get(i), "model.parts[%d]".formatted(i), "checkpoint", checker);
            for (int j = 0; j < i; j++) {
                if (parts.get(i).text("at").equals(parts.get(j).text("at"))) {
                    throw checker.error("model.parts[%d].at".formatted(i), "is that of an earlier part as well");
                }
            }
        }
    }

    private static void present(Options options, String section, String key, Checker checker) {
        if (!options.has(key) || Files.exists(options.path(key))) {
            return;
        }
        String hint = HubCache.isName(options.text(key)) ? "; fetch it with: menura pull " + options.text(key) : "";
        throw checker.error(section + "." + key, "names %s, which is not there%s".formatted(options.path(key), hint));
    }

    private static void present(Path path, String key, Checker checker) {
        if (!Files.exists(path)) {
            throw checker.error(key, "names %s, which is not there".formatted(path));
        }
    }
}
