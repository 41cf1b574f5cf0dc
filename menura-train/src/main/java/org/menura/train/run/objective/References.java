package org.menura.train.run.objective;

import java.nio.file.Path;
import org.menura.format.FormatException;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.weights.Adapters;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.task.BatchReader;

/** Opens the model that a policy is held to. */
final class References {
    private References() {}

    /** Returns the reference model: the model before training, unless the recipe names another. */
    static BatchReader of(RunContext run) {
        Options model = run.files().model();
        if (!run.objective().has("reference") && !model.has("checkpoint")) {
            throw new FormatException("the recipe begins with a new model, which is no reference;"
                    + " give model.checkpoint or objective.reference");
        }
        Path path = run.objective().has("reference") ? run.objective().path("reference") : model.path("checkpoint");
        ModelSource source = ModelSource.open(path);
        if (Registry.isA(ModelKind.MULTIMODAL, source.fields())) {
            MultimodalModel senses = Models.open(ModelKind.MULTIMODAL, source, run.cpu());
            return run.text().reader(senses.backbone(), senses);
        }
        return BatchReader.ofText(Models.decoder(source, run.cpu(), Adapters.NONE));
    }
}
