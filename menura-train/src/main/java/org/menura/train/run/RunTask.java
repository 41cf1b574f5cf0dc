package org.menura.train.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.train.Task;
import org.menura.train.data.Batch;
import org.menura.train.data.Batches;
import org.menura.train.data.Conversation;
import org.menura.train.data.IndexedJson;
import org.menura.train.data.Order;
import org.menura.train.data.PreferenceEncoder;
import org.menura.train.data.Prompt;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.objective.Grpo;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.rl.GrpoTask;
import org.menura.train.rl.Prompts;
import org.menura.train.rl.Rewards;
import org.menura.train.rl.Rollouts;
import org.menura.train.task.LanguageModelTask;
import org.menura.train.task.PreferenceTask;
import org.menura.train.task.RewardTask;
import org.menura.train.task.StepBatches;

/**
 * What a recipe's section {@code objective} asks for, over its data.
 *
 * @param task what each step does
 * @param stepsPerEpoch after how many steps as many examples were seen as there are
 */
record RunTask(Task task, long stepsPerEpoch) {
    static RunTask of(Recipe recipe, Student student, RunData data, Tokenizer tokenizer, CpuBackend cpu) {
        return new Builder(recipe, student, data, tokenizer, cpu).build();
    }

    private record Builder(Recipe recipe, Student student, RunData data, Tokenizer tokenizer, CpuBackend cpu) {
        RunTask build() {
            String name = recipe.objective().text("name");
            return switch (name) {
                case "causal-lm", "sft" -> languageModel();
                case "reward" -> {
                    Batches<Batch> pairs = data.pairs();
                    yield new RunTask(
                            new RewardTask(
                                    model(),
                                    student.ops(),
                                    student.taught(),
                                    parts(pairs),
                                    recipe.objective().number("center_rewards")),
                            epoch(pairs));
                }
                case "dpo" -> dpo();
                case "grpo" -> grpo();
                default ->
                    throw new FormatException(
                            "the objective %s cannot be run from a recipe yet; causal-lm, sft, reward, dpo and grpo can"
                                    .formatted(name));
            };
        }

        private CausalModel model() {
            return student.as(CausalModel.class, recipe.objective().text("name"));
        }

        private RunTask languageModel() {
            Batches<Batch> batches = data.nextTokens();
            Options o = recipe.objective();
            Config config = new Config(student.config(), "the model's config");
            double balance = config.number("router_aux_loss_coef", 0);
            boolean mixture = config.has("num_local_experts") || config.has("num_experts");
            LanguageModelTask.Options options = new LanguageModelTask.Options(
                    new CrossEntropy.Options(o.number("label_smoothing"), o.number("z_loss")),
                    mixture ? balance : 0,
                    mixture ? config.positive("num_experts_per_tok", 2) : 0);
            return new RunTask(
                    new LanguageModelTask(model(), student.ops(), student.taught(), parts(batches), options),
                    epoch(batches));
        }

        private RunTask dpo() {
            Batches<Batch> pairs = data.pairs();
            Options o = recipe.objective();
            PreferenceLoss loss = switch (o.text("variant")) {
                case "hinge" -> new PreferenceLoss.Hinge();
                case "ipo" -> new PreferenceLoss.Ipo();
                case "robust" -> new PreferenceLoss.Robust(o.number("label_smoothing"));
                default -> new PreferenceLoss.Sigmoid(o.number("label_smoothing"));
            };
            return new RunTask(
                    new PreferenceTask(
                            model(),
                            reference(),
                            student.ops(),
                            student.taught(),
                            parts(pairs),
                            o.number("beta"),
                            loss),
                    epoch(pairs));
        }

        /** The model that a policy is held to: what it began as, unless the recipe names another. */
        private CausalModel reference() {
            Options o = recipe.objective();
            if (!o.has("reference") && !recipe.model().has("checkpoint")) {
                throw new FormatException("the recipe begins with a new model, which is no reference;"
                        + " give model.checkpoint or objective.reference");
            }
            Path folder =
                    o.has("reference") ? o.path("reference") : recipe.model().path("checkpoint");
            return Models.decoder(folder, cpu);
        }

        private RunTask grpo() {
            Options o = recipe.objective();
            DataSource source = recipe.data().getFirst();
            IndexedJson<Prompt> records = IndexedJson.prompts(RunData.files(source), source.field());
            int perStep = Math.toIntExact(recipe.batch().whole("sequences"));
            int updates = Math.toIntExact(o.whole("updates"));
            Order order = new Order(records.count(), recipe.seed(), 0, true);
            Prompts prompts = iteration -> {
                List<Prompts.Prompt> asked = new ArrayList<>();
                for (int i = 0; i < perStep; i++) {
                    Prompt p = records.get(order.at(iteration * perStep + i).example());
                    asked.add(new Prompts.Prompt(ids(p.prompt()), p.fields()));
                }
                return asked;
            };
            Rollouts rollouts = new Rollouts(
                    model(), tokenizer, endIds(), Math.toIntExact(o.whole("rollout_length")), o.number("temperature"));
            Grpo.Options loss = new Grpo.Options(
                    o.number("beta"),
                    o.number("clip"),
                    o.number("clip"),
                    Grpo.ImportanceSampling.TOKEN,
                    new Grpo.Averaging.BySequence());
            GrpoTask task = new GrpoTask(
                    model(),
                    o.number("beta") == 0 ? null : reference(),
                    student.ops(),
                    student.taught(),
                    prompts,
                    rollouts,
                    Rewards.of(o.texts("rewards")),
                    new GrpoTask.Options(Math.toIntExact(o.whole("group")), true, updates, loss, recipe.seed()));
            return new RunTask(task, Math.max(1, Math.ceilDiv(records.count(), perStep)) * updates);
        }

        private int[] ids(Conversation prompt) {
            return new PreferenceEncoder(tokenizer, data.hasTemplate() ? data.chatEncoder() : null).prompt(prompt);
        }

        private Set<Integer> endIds() {
            return tokenizer.eos().stream().boxed().collect(Collectors.toSet());
        }

        /** Batches of a step: one for each accumulation. */
        private StepBatches parts(Batches<Batch> batches) {
            int parts = Math.toIntExact(recipe.batch().whole("accumulation"));
            LongFunction<Batch> at = batches::at;
            return step -> {
                List<Batch> all = new ArrayList<>();
                for (int i = 0; i < parts; i++) {
                    all.add(at.apply(step * parts + i));
                }
                return all;
            };
        }

        private long epoch(Batches<?> batches) {
            return Math.max(
                    1, Math.ceilDiv(batches.stepsPerEpoch(), recipe.batch().whole("accumulation")));
        }
    }
}
