package org.menura.train.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.menura.data.ImageGenerationExample;
import org.menura.data.IndexedJson;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.generate.image.TextConditions;
import org.menura.model.CausalModel;
import org.menura.model.TextEncoder;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.multimodal.OutputModality;
import org.menura.tensor.Backend;
import org.menura.train.Task;
import org.menura.train.measure.AlignmentErrors;
import org.menura.train.measure.Metric;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.task.Canvas;
import org.menura.train.task.Conditions;
import org.menura.train.task.DiffusionModel;
import org.menura.train.task.ImageGenerationBatch;
import org.menura.train.task.Latents;
import org.menura.train.task.OutputAlignment;
import org.menura.train.task.OutputAlignmentTask;

/** The objective that teaches a model what its generator wants to be told. */
final class RunOutputs {
    static final String NAME = "output-alignment";

    /** The field of the caption, unless the source names another. */
    static final String CONDITION = "condition";

    private RunOutputs() {}

    static Task task(RunTask.Parts p, LongFunction<List<ImageGenerationBatch>> batches) {
        OutputAlignment alignment = alignment(p.recipe(), p.student(), p.text());
        double weight = p.objective().number("diffusion_weight");
        DiffusionModel generator = alignment.generator();
        Latents latents = weight == 0 ? null : new Latents(generator.autoencoder(), Canvas.of(generator.size()));
        return new OutputAlignmentTask(alignment, latents, weight, p.student().ops(), p.taught(), batches);
    }

    static Metric measure(Recipe recipe, TrainedModel student, RunText text, RunData data) {
        int perBatch = Math.toIntExact(recipe.batch().whole("sequences"));
        return new AlignmentErrors(
                alignment(recipe, student, text),
                data.drawn(output(student), false).examples(),
                perBatch);
    }

    /** How the student draws. */
    static OutputModality output(TrainedModel student) {
        MultimodalModel model = student.senses();
        if (model == null) {
            throw new FormatException("the objective %s needs a model with outputs, which this is not".formatted(NAME));
        }
        return model.output(Modality.IMAGE);
    }

    private static OutputAlignment alignment(Recipe recipe, TrainedModel student, RunText text) {
        OutputModality output = output(student);
        DiffusionModel generator = generator(recipe, student.ops());
        int width = generator.conditions().rows("").dim(1);
        if (width != output.projector().width()) {
            throw new FormatException(
                    "conditions of the width %d do not fit a generator that is told rows of the width %d"
                            .formatted(output.projector().width(), width));
        }
        MultimodalModel model = student.senses();
        return new OutputAlignment(text.reader(student.as(CausalModel.class, NAME), model), output, generator);
    }

    private static DiffusionModel generator(Recipe recipe, Backend ops) {
        DiffusersFolder folder = DiffusersFolder.open(folder(recipe));
        TextEncoder encoder = Models.open(ModelKind.TEXT_ENCODER, folder.model("text_encoder"), ops);
        return new DiffusionModel(
                Models.open(ModelKind.DENOISER, folder.model("unet"), ops),
                Models.open(ModelKind.AUTOENCODER, folder.model("vae"), ops),
                new Conditions(new TextConditions(encoder, folder.folder("tokenizer")), ops, false),
                folder.scheduler());
    }

    /** The generator's folder. */
    private static Path folder(Recipe recipe) {
        List<Path> beside = RunText.generators(recipe);
        if (beside.isEmpty()) {
            throw new FormatException(
                    "there is no generator beside the model; put a folder with a model_index.json there,"
                            + " as outputs.image.generator of its config names it");
        }
        return beside.getFirst();
    }

    /** The pictures that the conversations of sources draw. */
    static Collection<Path> pictures(Options objective, List<DataSource> sources) {
        List<Path> all = new ArrayList<>();
        if (objective.text("name").equals(NAME) && objective.number("diffusion_weight") > 0) {
            for (DataSource source : sources) {
                IndexedJson<ImageGenerationExample> records =
                        IndexedJson.drawings(RunFiles.of(source), source.field(), source.targetOr(CONDITION));
                for (long i = 0; i < records.count(); i++) {
                    @Nullable Path image = records.get(i).image();
                    if (image != null) {
                        all.add(image);
                    }
                }
            }
        }
        return all;
    }
}
