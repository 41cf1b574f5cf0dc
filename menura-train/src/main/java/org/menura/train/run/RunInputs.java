package org.menura.train.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.objective.Objective;
import org.menura.train.run.objective.Trait;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.ModelFiles;

/** Lists all files that a run reads, for its manifest: data, held-out text, tokenizer, models. */
final class RunInputs {
    private RunInputs() {}

    static List<Path> files(Recipe recipe) {
        Objective objective = recipe.objectiveType();
        Options options = recipe.objective();
        ModelFiles model = RunSetup.files(recipe);
        List<Path> all = new ArrayList<>(RunFiles.of(recipe));
        all.addAll(RunFiles.media(recipe));
        all.addAll(objective.modelInputs(model, options));
        recipe.model().parts("parts").forEach(part -> all.addAll(ModelFiles.inputs(part, "checkpoint")));
        options.files().forEach(key -> all.addAll(ModelFiles.inputs(options, key)));
        List<DataSource> sources = new ArrayList<>(recipe.allData());
        RunEvaluation.heldOut(recipe).ifPresent(sources::add);
        all.addAll(RunFiles.pictures(sources));
        all.addAll(objective.mediaInputs(options, sources));
        if (!objective.has(Trait.NO_TEXT)) {
            all.addAll(model.textInputs());
        }
        return all;
    }
}
