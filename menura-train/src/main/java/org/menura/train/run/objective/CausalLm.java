package org.menura.train.run.objective;

import com.fasterxml.jackson.databind.JsonNode;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.train.data.Batch;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.setup.RunContext;
import org.menura.train.task.LanguageModelTask;

/** Teaches the next token of texts. */
final class CausalLm implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("causal-lm", "text", "jsonl", "chat")
                .keys(CommonKeys.LABEL_SMOOTHING, CommonKeys.Z_LOSS, CommonKeys.ROUTER_Z_LOSS)
                .with(Trait.SEQUENTIAL, Trait.MEDIA);
    }

    @Override
    public StageTask task(StageSetup stage) {
        return task(stage, false, false);
    }

    /** Makes the task of {@link LanguageModeling#nextTokens}. */
    static StageTask task(StageSetup stage, boolean whole, boolean answers) {
        LanguageModelTask.Options options = options(stage.run());
        return stage.over(
                data -> LanguageModeling.nextTokens(data, whole, answers),
                Batch::join,
                steps -> new LanguageModelTask(stage.run().reader(), steps, options));
    }

    private static LanguageModelTask.Options options(RunContext run) {
        JsonNode whole = run.student().config();
        Config config =
                new Config(run.student().senses() == null ? whole : whole.path("text_config"), "the model's config");
        boolean mixture = config.has("num_local_experts") || config.has("num_experts");
        double routerZ = run.objective().number("router_z_loss");
        if (routerZ != 0 && !mixture) {
            throw new FormatException("objective.router_z_loss is for models with experts, which this is not");
        }
        return new LanguageModelTask.Options(
                new CrossEntropy.Options(
                        run.objective().number("label_smoothing"),
                        run.objective().number("z_loss")),
                mixture ? config.number("router_aux_loss_coef", 0) : 0,
                mixture ? config.positive("num_experts_per_tok", 2) : 0,
                routerZ);
    }
}
