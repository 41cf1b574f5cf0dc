package org.menura.train.run.objective;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.IndexedJson;
import org.menura.data.Order;
import org.menura.data.PreferenceEncoder;
import org.menura.data.RolloutPrompt;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.generate.session.Prompt;
import org.menura.model.CausalModel;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.weights.Adapters;
import org.menura.tensor.grad.Parameter;
import org.menura.train.measure.Metric;
import org.menura.train.measure.RewardMetric;
import org.menura.train.media.Augmentation;
import org.menura.train.objective.Grpo;
import org.menura.train.perceive.MediaEmbedder;
import org.menura.train.rl.Prompts;
import org.menura.train.rl.RewardFunction;
import org.menura.train.rl.Rewards;
import org.menura.train.rl.RolloutTask;
import org.menura.train.rl.Rollouts;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskHead;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.RewardScorer;

/** Tasks and metrics of policies, models that learn from their own answers to prompts. */
public final class Policies {
    static final String FORMAT = "prompts";
    static final Key REWARD_MODEL =
            Key.input("reward_model", "The folder of a reward model; its scores are added to those of rewards.");
    static final Key REWARDS =
            Key.texts("rewards", List.of(), "What answers are worth, such as contains, ends-with=. or number*0.5.");
    static final Key CLIP =
            Key.share("clip", 0.2, false, "How far a step may change a token's probability (PPO, arXiv 1707.06347).");
    static final Key CLIP_HIGH =
            Key.real("clip_high", null, "How far upwards; clip if not given (DAPO, arXiv 2503.14476, takes 0.28).");
    static final Key MASK_TRUNCATED =
            Key.flag("mask_truncated", false, "Learn nothing from answers that rollout_length cut off.");
    static final Key GROUP = Key.whole(
            "group", 8L, 2, 1 << 16, "Answers to one prompt, or episodes of one task (GRPO, arXiv 2402.03300).");
    static final Key ROLLOUT_LENGTH = Key.whole("rollout_length", 256L, 1, 1 << 24, "The most tokens of an answer.");

    private Policies() {}

    static Key updates(long usual) {
        return Key.whole("updates", usual, 1, 1 << 16, "How often answers are learned from before new ones are made.");
    }

    /** Reads the loss of GRPO: importance by token, one clip on either side. */
    static Grpo.Options grpo(Options objective, Grpo.Averaging averaging) {
        double clip = objective.number("clip");
        return new Grpo.Options(objective.number("beta"), clip, clip, Grpo.ImportanceSampling.TOKEN, averaging);
    }

    /** Reads how far upwards a step may change a probability. */
    static double clipHigh(Options objective) {
        return objective.number(objective.has("clip_high") ? "clip_high" : "clip");
    }

    static void check(Options objective, Checker checker) {
        if (objective.texts("rewards").isEmpty() && !objective.has("reward_model")) {
            throw checker.error("objective.rewards", "or objective.reward_model must be given");
        }
    }

    /** Makes the task of a policy. */
    @FunctionalInterface
    interface Maker {
        RolloutTask of(RolloutTask.Setup setup);
    }

    /**
     * Makes the task of a policy.
     *
     * @param reference the reference model of the policy; null if divergence from it is not penalised
     * @param more parameters that are trained beside it
     */
    static StageTask task(StageSetup stage, @Nullable CausalModel reference, List<Parameter> more, Maker maker) {
        RunContext run = stage.run();
        Options o = stage.options();
        DataSource source = stage.data().sources().getFirst();
        IndexedJson<RolloutPrompt> records = IndexedJson.prompts(TrainingData.files(source), source.field());
        if (records.count() == 0) {
            throw new FormatException("%s holds no prompt".formatted(source.paths()));
        }
        int updates = Math.toIntExact(o.whole("updates"));
        List<Parameter> taught = new ArrayList<>(stage.taught());
        taught.addAll(more);
        RolloutTask task = maker.of(new RolloutTask.Setup(
                run.decoder(),
                reference,
                stage.ops(),
                taught,
                prompts(records, stage),
                rollouts(run, o.whole("rollout_length"), o.number("temperature")),
                reward(run),
                updates,
                run.seed()));
        return new StageTask(task, Math.max(1, Math.ceilDiv(records.count(), stage.perStep())) * updates, more);
    }

    private static Rollouts rollouts(RunContext run, long length, double temperature) {
        return new Rollouts(run.decoder(), run.text().tokenizer(), run.endIds(), Math.toIntExact(length), temperature);
    }

    private static RewardFunction reward(RunContext run) {
        Options o = run.objective();
        List<String> names = o.texts("rewards");
        return RewardFunction.sum(
                names.isEmpty() ? null : RewardFunction.of(Rewards.of(names)),
                o.has("reward_model") ? RewardFunction.of(scorer(o.path("reward_model"), run)) : null);
    }

    private static RewardScorer scorer(Path folder, RunContext run) {
        ModelSource source = ModelSource.open(folder);
        if (!TaskHead.SCORE.isIn(source.config())) {
            throw new FormatException(
                    "objective.reward_model: %s has no head of one score; the objective reward makes one"
                            .formatted(folder));
        }
        return new RewardScorer(Models.decoder(source, run.cpu(), Adapters.NONE), source.fields());
    }

    /** Which prompts an iteration asks: shuffled anew in each epoch. */
    private static Prompts prompts(IndexedJson<RolloutPrompt> records, StageSetup stage) {
        Order order = new Order(records.count(), stage.run().seed(), 0, true);
        PreferenceEncoder encoder = stage.data().answers();
        int perStep = stage.perStep();
        return iteration -> {
            List<Prompts.Prompt> asked = new ArrayList<>();
            for (int i = 0; i < perStep; i++) {
                Prompts.Prompt prompt =
                        prompt(records.get(order.at(iteration * perStep + i).example()), encoder);
                if (!prompt.text().media().isEmpty()) {
                    throw new FormatException(
                            "ppo and grpo ask with text alone, but a prompt of %s shows pictures or plays sounds"
                                    .formatted(stage.data().sources().getFirst().paths()));
                }
                asked.add(prompt);
            }
            return asked;
        };
    }

    private static Prompts.Prompt prompt(RolloutPrompt prompt, PreferenceEncoder encoder) {
        return new Prompts.Prompt(encoder.prompt(prompt.prompt()), prompt.fields());
    }

    /**
     * Makes the metric of a language model's answers to prompts, by a program's reward.
     *
     * @param check the recipe's section {@code evaluation.check}
     * @param looks the augmentation of images and audio
     */
    public static Metric metric(RunContext run, Options check, Augmentation looks) {
        IndexedJson<RolloutPrompt> records = IndexedJson.prompts(check.paths("path"), check.text("field"));
        PreferenceEncoder encoder =
                new PreferenceEncoder(run.text().tokenizer(), run.text().layout(run.student()));
        List<Prompts.Prompt> prompts = new ArrayList<>();
        for (long i = 0; i < Math.min(records.count(), check.whole("limit")); i++) {
            prompts.add(prompt(records.get(i), encoder));
        }
        if (prompts.isEmpty()) {
            throw new FormatException("%s holds no prompt to check".formatted(check.paths("path")));
        }
        Rollouts rollouts = rollouts(run, check.whole("length"), check.number("temperature"));
        MultimodalModel senses = run.student().senses();
        Function<TokenDocument, @Nullable Prompt> shown = senses == null
                ? _ -> null
                : d -> new MediaEmbedder(senses, run.text().media()).prompt(d, looks);
        return new RewardMetric(rollouts, prompts, shown, Rewards.of(check.texts("rewards")), check.whole("seed"));
    }
}
