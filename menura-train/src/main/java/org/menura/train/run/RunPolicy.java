package org.menura.train.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.menura.data.IndexedJson;
import org.menura.data.Order;
import org.menura.data.PreferenceEncoder;
import org.menura.data.RolloutPrompt;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.CausalModel;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.tensor.grad.Parameter;
import org.menura.train.objective.Grpo;
import org.menura.train.objective.Ppo;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.rl.GrpoTask;
import org.menura.train.rl.PpoTask;
import org.menura.train.rl.Prompts;
import org.menura.train.rl.RewardFunction;
import org.menura.train.rl.Rewards;
import org.menura.train.rl.Rollouts;

/** Objectives that learn from what the model writes itself. */
final class RunPolicy {
    private static final String VALUE = "value.";

    private RunPolicy() {}

    static RunTask of(RunTask.Parts p) {
        Options o = p.objective();
        DataSource source = p.recipe().data().getFirst();
        IndexedJson<RolloutPrompt> records = IndexedJson.prompts(RunFiles.of(source), source.field());
        if (records.count() == 0) {
            throw new FormatException("%s holds no prompt".formatted(source.paths()));
        }
        int updates = Math.toIntExact(o.whole("updates"));
        Prompts prompts = prompts(records, p);
        Rollouts rollouts = new Rollouts(
                p.model(),
                p.text().tokenizer(),
                endIds(p.text().tokenizer()),
                Math.toIntExact(o.whole("rollout_length")),
                o.number("temperature"));
        long perEpoch = Math.max(1, Math.ceilDiv(records.count(), p.sequences())) * updates;
        return o.text("name").equals("ppo")
                ? ppo(p, prompts, rollouts, updates, perEpoch)
                : grpo(p, prompts, rollouts, updates, perEpoch);
    }

    private static RunTask grpo(RunTask.Parts p, Prompts prompts, Rollouts rollouts, int updates, long perEpoch) {
        Options o = p.objective();
        Grpo.Options loss = new Grpo.Options(
                o.number("beta"),
                o.number("clip"),
                o.number("clip"),
                Grpo.ImportanceSampling.TOKEN,
                new Grpo.Averaging.BySequence());
        GrpoTask task = new GrpoTask(
                p.model(),
                o.number("beta") == 0 ? null : p.reference().model(),
                p.student().ops(),
                p.taught(),
                prompts,
                rollouts,
                judge(p),
                new GrpoTask.Options(
                        Math.toIntExact(o.whole("group")),
                        true,
                        updates,
                        loss,
                        p.recipe().seed()));
        return new RunTask(task, perEpoch);
    }

    private static RunTask ppo(RunTask.Parts p, Prompts prompts, Rollouts rollouts, int updates, long perEpoch) {
        Options o = p.objective();
        TrainedModel critic = critic(p);
        List<Parameter> values = critic.taught(0).stream()
                .map(t -> new Parameter(VALUE + t.name(), t.value(), t.gradient()))
                .toList();
        List<Parameter> both = new ArrayList<>(p.taught());
        both.addAll(values);
        PpoTask task = new PpoTask(
                p.model(),
                p.reference().model(),
                critic.as(CausalModel.class, "ppo"),
                p.student().ops(),
                both,
                prompts,
                rollouts,
                judge(p),
                new PpoTask.Options(
                        updates,
                        o.number("beta"),
                        o.number("gamma"),
                        o.number("lambda"),
                        new Ppo.Options(o.number("clip"), o.number("value_clip"), o.number("value_weight")),
                        p.recipe().seed()));
        return new RunTask(task, perEpoch, values);
    }

    /** The value function: of its own folder, or as the reward model or the policy begins. */
    private static TrainedModel critic(RunTask.Parts p) {
        Options o = p.objective();
        Options model = p.recipe().model();
        Path checkpoint = o.has("value_model")
                ? o.path("value_model")
                : o.has("reward_model")
                        ? o.path("reward_model")
                        : model.has("checkpoint") ? model.path("checkpoint") : null;
        Path config = checkpoint == null ? model.path("config") : null;
        boolean headOnly = p.recipe().adapter().isPresent();
        return TrainedModel.scorer(
                config,
                checkpoint,
                model.whole("init_seed"),
                headOnly,
                p.student().ops());
    }

    private static RewardFunction judge(RunTask.Parts p) {
        Options o = p.objective();
        List<String> names = o.texts("rewards");
        RewardFunction program = names.isEmpty() ? null : RewardFunction.of(Rewards.of(names));
        RewardFunction model = null;
        if (o.has("reward_model")) {
            model = RewardFunction.of(scorer(o.path("reward_model"), p));
        }
        return RewardFunction.sum(program, model);
    }

    private static CausalModel scorer(Path folder, RunTask.Parts p) {
        ModelSource source = ModelSource.open(folder);
        if (!RunHead.SCORE.isIn(source.config())) {
            throw new FormatException(
                    "objective.reward_model: %s has no head of one score; the objective reward makes one"
                            .formatted(folder));
        }
        return Models.decoder(source, p.cpu(), Adapters.NONE);
    }

    /** Which prompts an iteration asks: shuffled anew in each epoch. */
    private static Prompts prompts(IndexedJson<RolloutPrompt> records, RunTask.Parts p) {
        Recipe recipe = p.recipe();
        Order order = new Order(records.count(), recipe.seed(), 0, true);
        PreferenceEncoder encoder = encoder(p.text(), p.student());
        int perStep = p.sequences();
        return iteration -> {
            List<Prompts.Prompt> asked = new ArrayList<>();
            for (int i = 0; i < perStep; i++) {
                Prompts.Prompt prompt =
                        prompt(records.get(order.at(iteration * perStep + i).example()), encoder);
                if (!prompt.text().media().isEmpty()) {
                    throw new FormatException(
                            "ppo and grpo ask with text alone, but a prompt of %s shows pictures or plays"
                                            .formatted(recipe.data().getFirst().paths())
                                    + " sounds");
                }
                asked.add(prompt);
            }
            return asked;
        };
    }

    static Prompts.Prompt prompt(RolloutPrompt prompt, PreferenceEncoder encoder) {
        return new Prompts.Prompt(encoder.prompt(prompt.prompt()), prompt.fields());
    }

    static PreferenceEncoder encoder(RunText text, TrainedModel student) {
        return new PreferenceEncoder(text.tokenizer(), text.layout(student));
    }

    static Set<Integer> endIds(Tokenizer tokenizer) {
        return tokenizer.eos().stream().boxed().collect(Collectors.toSet());
    }
}
