package org.menura.train.run.objective;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.train.data.Batch;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.schema.Key;
import org.menura.train.setup.RunContext;
import org.menura.train.task.LanguageModelTask;

/** Teaches the next token of texts. */
final class CausalLm implements Objective {
    @Override
    public String name() {
        return "causal-lm";
    }

    @Override
    public List<Key> keys() {
        return List.of(CommonKeys.LABEL_SMOOTHING, CommonKeys.Z_LOSS);
    }

    @Override
    public List<String> formats() {
        return List.of("text", "jsonl", "chat");
    }

    @Override
    public boolean learnsTasks() {
        return true;
    }

    @Override
    public boolean takesMedia() {
        return true;
    }

    @Override
    public StageTask task(StageSetup stage) {
        return task(stage, false, false);
    }

    /** Makes the task of {@link LanguageMetrics#nextTokens}. */
    static StageTask task(StageSetup stage, boolean whole, boolean answers) {
        LanguageModelTask.Options options = options(stage.run());
        return stage.over(
                data -> LanguageMetrics.nextTokens(data, whole, answers),
                Batch::join,
                batches -> new LanguageModelTask(
                        stage.run().reader(), stage.ops(), stage.taught(), batches, options));
    }

    private static LanguageModelTask.Options options(RunContext run) {
        JsonNode whole = run.student().config();
        Config config = new Config(
                run.student().senses() == null ? whole : whole.path("text_config"), "the model's config");
        boolean mixture = config.has("num_local_experts") || config.has("num_experts");
        return new LanguageModelTask.Options(
                new CrossEntropy.Options(
                        run.objective().number("label_smoothing"), run.objective().number("z_loss")),
                mixture ? config.number("router_aux_loss_coef", 0) : 0,
                mixture ? config.positive("num_experts_per_tok", 2) : 0);
    }
}
