package org.menura.train.run.objective;

import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.Model;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.tensor.Backend;
import org.menura.train.schema.Options;
import org.menura.train.setup.ModelFiles;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskAdapters;
import org.menura.train.task.BatchReader;

/** Opens the model that a policy is held to. */
final class References {
    private References() {}

    /** Returns the reference model: the model before training, with the adapter that it goes on from, unless the recipe names another. */
    static BatchReader of(RunContext run) {
        Options o = run.objective();
        TaskAdapters adapters = run.student().adapters();
        return o.has("reference")
                ? open(ModelSource.open(o.path("reference")), null, run)
                : open(before(run.files()), adapters == null ? null : adapters.start(), run);
    }

    private static ModelSource before(ModelFiles files) {
        ModelSource source = files.start();
        if (source == null) {
            throw new FormatException("the recipe begins with a new model, which is no reference;"
                    + " give model.checkpoint or objective.reference");
        }
        return source;
    }

    private static BatchReader open(ModelSource source, @Nullable PeftAdapter adapter, RunContext run) {
        if (Registry.isA(ModelKind.MULTIMODAL, source.fields())) {
            MultimodalModel senses = open(ModelKind.MULTIMODAL, source, adapter, run.cpu());
            return run.text().reader(senses.backbone(), senses);
        }
        return BatchReader.ofText(open(ModelKind.DECODER, source, adapter, run.cpu()));
    }

    private static <M extends Model> M open(
            ModelKind<M> kind, ModelSource source, @Nullable PeftAdapter adapter, Backend cpu) {
        if (adapter == null) {
            return Models.open(kind, source, cpu);
        }
        PeftAdapters updates = new PeftAdapters(adapter, source.rows());
        return Models.open(kind, source.withTensorsOf(updates), cpu, updates);
    }
}
