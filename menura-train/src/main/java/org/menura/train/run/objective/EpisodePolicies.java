package org.menura.train.run.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.CausalModel;
import org.menura.tensor.grad.Parameter;
import org.menura.train.measure.EpisodeMetric;
import org.menura.train.measure.Metric;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.EnvironmentType;
import org.menura.train.rl.episode.Environments;
import org.menura.train.rl.episode.EpisodeLayout;
import org.menura.train.rl.episode.EpisodeRollouts;
import org.menura.train.rl.episode.EpisodeSpec;
import org.menura.train.rl.episode.EpisodeSpecs;
import org.menura.train.rl.episode.EpisodeTask;
import org.menura.train.rl.episode.Mask;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Keys, tasks and metrics of policies that act in environments, which several objectives share. */
public final class EpisodePolicies {
    /** The format of their data. */
    public static final String FORMAT = "episodes";

    static final Key STEP_COST = Key.real("step_cost", 0.0, "What each step takes from the reward.");
    static final Key SHUFFLED = Key.flag(
            "shuffled_rewards",
            false,
            "A control: episodes of a task exchange their returns, so nothing can be learned.");
    static final Key CURRICULUM = Key.whole(
            "curriculum",
            0L,
            0,
            "Iterations in which short tasks come first, by the number of an expert's actions; 0 for none.");

    private static final Key ENVIRONMENT = Key.text(
                    "environment",
                    null,
                    "The environment that is acted in, such as household; others are found on the class path.")
            .needed();
    private static final Key SETTINGS =
            Key.texts("environment_options", List.of(), "Settings of the environment: name=value each.");
    private static final Key DATA = Key.input("environment_data", "A file or folder that the environment reads.");
    private static final Key MASK = Key.choice(
            "mask",
            "actions",
            List.of("actions", "tokens", "none"),
            "What may be written: one of the possible actions, any text, or anything.");
    private static final Key REPEATS =
            Key.flag("repeats", true, "Whether an action may be tried again in a state where it was tried before.");
    private static final Key MAX_STEPS = Key.whole("max_steps", 50L, 1, 1 << 16, "The most steps of an episode.");
    private static final Key EVALUATION_STEPS = Key.whole(
            "evaluation_max_steps",
            null,
            1,
            1 << 16,
            "The most steps of an episode in evaluations; max_steps if it is left out.");
    private static final Key ACTION_LENGTH =
            Key.whole("action_length", 32L, 1, 1 << 16, "The most tokens of an action that no mask ends.");
    private static final Key OBSERVATION =
            Key.text("observation", "{}\n>", "How an observation is laid out; {} is its text.");
    private static final Key ACTION =
            Key.text("action", " {}\n", "How an action is laid out; {} is its text, and what follows ends it.");
    private static final Key EVALUATION_TEMPERATURE = Key.real(
            "evaluation_temperature", 0.0, "Of the sampling in evaluations; 0 takes the likeliest token each time.");

    private EpisodePolicies() {}

    /** Returns the keys that all of them have, with some more. */
    static Key[] keys(Key... more) {
        List<Key> all = new ArrayList<>(List.of(
                ENVIRONMENT,
                SETTINGS,
                DATA,
                MASK,
                REPEATS,
                MAX_STEPS,
                ACTION_LENGTH,
                OBSERVATION,
                ACTION,
                EVALUATION_TEMPERATURE,
                EVALUATION_STEPS));
        all.addAll(List.of(more));
        return all.toArray(Key[]::new);
    }

    static void check(Options objective, Checker checker) {
        try {
            EnvironmentType _ = Environments.named(objective.text("environment"));
        } catch (FormatException e) {
            throw checker.error("objective.environment", "is unknown: " + e.getMessage());
        }
    }

    /** Makes the task of a policy. */
    @FunctionalInterface
    interface Maker {
        EpisodeTask of(EpisodeTask.Setup setup);
    }

    /**
     * Makes the task of a policy.
     *
     * @param reference the reference model; null if divergence from it is not penalised
     * @param more parameters that are trained beside it
     */
    static StageTask task(StageSetup stage, @Nullable CausalModel reference, List<Parameter> more, Maker maker) {
        Options o = stage.options();
        RunContext run = stage.run();
        EpisodeSpecs specs = specs(stage.data().sources());
        int updates = Math.toIntExact(o.whole("updates"));
        long curriculum = o.whole("curriculum");
        int perStep = stage.perStep();
        List<Parameter> taught = new ArrayList<>(stage.taught());
        taught.addAll(more);
        EpisodeTask task = maker.of(new EpisodeTask.Setup(
                run.decoder(),
                reference,
                stage.ops(),
                taught,
                curriculum == 0
                        ? specs.shuffled(perStep, run.seed())
                        : specs.shortFirst(perStep, curriculum, run.seed()),
                rollouts(run, o.number("temperature")),
                Math.toIntExact(o.whole("group")),
                updates,
                run.seed(),
                o.number("step_cost"),
                o.flag("shuffled_rewards")));
        return new StageTask(task, Math.max(1, Math.ceilDiv(specs.count(), perStep)) * updates, more);
    }

    /** Opens the tasks of sources. */
    public static EpisodeSpecs specs(List<DataSource> sources) {
        return new EpisodeSpecs(
                sources.stream().flatMap(s -> TrainingData.files(s).stream()).toList());
    }

    /** Makes the metric of held-out tasks. */
    static Metric metric(RunContext run, DataSource source) {
        LanguageModeling.require(run, source, List.of(FORMAT));
        EpisodeSpecs specs = specs(List.of(source));
        List<EpisodeSpec> all = new ArrayList<>();
        for (long i = 0; i < specs.count(); i++) {
            all.add(specs.get(i));
        }
        Options o = run.objective();
        EpisodeRollouts rollouts = rollouts(run, o.number("evaluation_temperature"));
        if (o.has("evaluation_max_steps")) {
            rollouts = rollouts.with(rollouts.options().withMaxSteps(Math.toIntExact(o.whole("evaluation_max_steps"))));
        }
        return new EpisodeMetric(rollouts, all, run.seed());
    }

    /** Makes the generator of a run's episodes. */
    public static EpisodeRollouts rollouts(RunContext run, double temperature) {
        Options o = run.objective();
        Tokenizer tokenizer = run.text().tokenizer();
        EpisodeLayout layout = new EpisodeLayout(tokenizer, o.text("observation"), o.text("action"));
        EnvironmentType type = Environments.named(o.text("environment"));
        EnvironmentSettings settings = EnvironmentSettings.of(
                o.texts("environment_options"), o.has("environment_data") ? o.path("environment_data") : null);
        Mask mask = Mask.valueOf(o.text("mask").toUpperCase(Locale.ROOT));
        Function<EpisodeSpec, Environment> worlds = spec -> type.create(settings.with(spec.fields()));
        return new EpisodeRollouts(
                run.decoder(),
                layout,
                worlds,
                new EpisodeRollouts.Options(
                        mask,
                        mask == Mask.TOKENS ? layout.textTokens() : null,
                        run.endIds(),
                        Math.toIntExact(o.whole("max_steps")),
                        Math.min(run.length(), run.decoder().contextLength()),
                        Math.toIntExact(o.whole("action_length")),
                        temperature,
                        o.flag("repeats")));
    }
}
