package org.menura.train.run.objective;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.train.data.Batch;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.task.LanguageModelTask;

/** Teaches the next token of texts. */
final class CausalLm implements Objective {
    private static final String BALANCE = CommonKeys.BALANCE.name();

    @Override
    public Traits traits() {
        return Traits.of("causal-lm", "text", "jsonl", "chat")
                .keys(
                        CommonKeys.LABEL_SMOOTHING,
                        CommonKeys.Z_LOSS,
                        CommonKeys.BALANCE,
                        CommonKeys.ROUTER_Z_LOSS,
                        CommonKeys.NOISE)
                .with(Trait.SEQUENTIAL, Trait.MEDIA);
    }

    @Override
    public StageTask task(StageSetup stage) {
        return task(stage, false, false);
    }

    /** Makes the task of {@link LanguageModeling#nextTokens}. */
    static StageTask task(StageSetup stage, boolean whole, boolean answers) {
        LanguageModelTask.Options options = options(stage.run());
        double noise = stage.options().number(CommonKeys.NOISE.name());
        return stage.over(
                data -> LanguageModeling.nextTokens(data, whole, answers),
                Batch::join,
                steps -> new LanguageModelTask(stage.run().reader().withEmbedNoise(noise), steps, options));
    }

    private static LanguageModelTask.Options options(RunContext run) {
        JsonNode whole = run.student().config();
        Config config =
                new Config(run.student().senses() == null ? whole : whole.path("text_config"), "the model's config");
        boolean mixture = config.has("num_local_experts") || config.has("num_experts");
        Options o = run.objective();
        for (String key : List.of("router_z_loss", BALANCE)) {
            if (!mixture && o.has(key) && o.number(key) != 0) {
                throw new FormatException("objective.%s is for models with experts, which this is not".formatted(key));
            }
        }
        return new LanguageModelTask.Options(
                new CrossEntropy.Options(
                        run.objective().number("label_smoothing"),
                        run.objective().number("z_loss")),
                !mixture ? 0 : o.has(BALANCE) ? o.number(BALANCE) : balance(config),
                mixture ? config.positive("num_experts_per_tok", is(config, "mixtral") ? 2 : 8) : 0,
                o.number("router_z_loss"));
    }

    /** What transformers adds to the loss: nothing unless the router's logits are among a model's outputs. */
    private static double balance(Config config) {
        double usual = is(config, "olmoe") ? 0.01 : 0.001;
        return config.flag("output_router_logits", false) ? config.precise("router_aux_loss_coef", usual) : 0;
    }

    private static boolean is(Config config, String type) {
        return config.text("model_type", "").equals(type);
    }
}
