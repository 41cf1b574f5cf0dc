package org.menura.train.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.objective.Objective;
import org.menura.train.run.objective.Objectives;
import org.menura.train.run.objective.Trait;
import org.menura.train.setup.ModelFiles;
import org.menura.train.setup.ModelSetup;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TextProcessor;
import org.menura.train.setup.TrainedModel;

/** Hands the sections of a recipe to those who need them. */
final class RunSetup {
    private RunSetup() {}

    /** The files of a recipe's model. */
    static ModelFiles files(Recipe recipe) {
        return recipe.objectiveType().files(recipe.model(), recipe.tokenizer(), recipe.objective());
    }

    /** The model that a recipe teaches. */
    static TrainedModel model(Recipe recipe, ModelFiles files, GradBackend ops) {
        int adapters = recipe.protectedBy().equals("adapters") ? recipe.tasks().size() : 1;
        return recipe.objectiveType()
                .model(new ModelSetup(
                        files,
                        recipe.objective(),
                        recipe.allData(),
                        recipe.adapter(),
                        adapters,
                        recipe.freeze(),
                        recipe.seed(),
                        ops));
    }

    /** Makes the context of the recipe's objective. */
    static RunContext context(Recipe recipe, CpuBackend cpu, GradBackend ops) {
        Objective objective = recipe.objectiveType();
        ModelFiles files = files(recipe);
        return new RunContext(
                recipe.objective(),
                recipe.batch(),
                files,
                recipe.seed(),
                model(recipe, files, ops),
                !objective.has(Trait.NO_TEXT) ? TextProcessor.of(files) : TextProcessor.none(recipe.base()),
                cpu,
                textAlone(objective));
    }

    private static @Nullable String textAlone(Objective objective) {
        List<String> others = Objectives.names(o -> o.has(Trait.MEDIA));
        return objective.has(Trait.MEDIA)
                ? null
                : "The objective %s learns from text alone, but a conversation shows pictures or plays sounds; %s take those."
                        .formatted(objective.name(), String.join(", ", others));
    }
}
