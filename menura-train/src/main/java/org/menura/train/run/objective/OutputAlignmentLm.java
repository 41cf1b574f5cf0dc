package org.menura.train.run.objective;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.menura.data.ChatLayout;
import org.menura.data.ImageGenerationExample;
import org.menura.data.IndexedJson;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.generate.image.TextConditions;
import org.menura.model.TextEncoder;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.multimodal.OutputModality;
import org.menura.tensor.Backend;
import org.menura.train.measure.AlignmentErrors;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.Canvas;
import org.menura.train.task.Conditions;
import org.menura.train.task.DiffusionModel;
import org.menura.train.task.ImageGenerationBatch;
import org.menura.train.task.ImageGenerationExamples;
import org.menura.train.task.Latents;
import org.menura.train.task.OutputAlignment;
import org.menura.train.task.OutputAlignmentTask;

/** Teaches a model what its generator wants to be told (NExT-GPT, arXiv 2309.05519, section 4.2). */
final class OutputAlignmentLm implements Objective {
    private static final String WEIGHT = "diffusion_weight";

    @Override
    public Traits traits() {
        return Traits.of("output-alignment", "chat")
                .keys(Key.real(
                        WEIGHT,
                        0.0,
                        "Weight of the generator's own loss of the picture, beside the distance from the caption's condition"
                                + " (NExT-GPT, arXiv 2309.05519)."))
                .with(Trait.WHOLE)
                .frozen("language_model.*", "senses.*");
    }

    @Override
    public StageTask task(StageSetup stage) {
        RunContext run = stage.run();
        double weight = stage.options().number(WEIGHT);
        OutputAlignment alignment = alignment(run);
        DiffusionModel generator = alignment.generator();
        Latents latents = weight == 0 ? null : new Latents(generator.autoencoder(), Canvas.of(generator.size()));
        return stage.over(
                data -> drawn(data, output(run), weight > 0),
                ImageGenerationBatch::join,
                steps -> new OutputAlignmentTask(alignment, latents, weight, steps));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return traits().formats().contains(source.format())
                ? new AlignmentErrors(
                        alignment(run), drawn(data, output(run), false).examples(), run.sequences())
                : Objective.super.metric(run, source, data);
    }

    /**
     * Conversations in which the assistant draws.
     *
     * @param pictures whether the pictures that are drawn are looked at
     */
    private static ExampleSources<ImageGenerationBatch> drawn(
            TrainingData data, OutputModality output, boolean pictures) {
        ChatLayout layout = data.layout();
        return data.examples(s -> new ImageGenerationExamples(
                records(s), layout, output.signals(), data.length(), data.media(), s.augmentation(), pictures));
    }

    private static IndexedJson<ImageGenerationExample> records(DataSource source) {
        return IndexedJson.drawings(TrainingData.files(source), source.field(), source.targetOr("condition"));
    }

    /** Returns the image output of the student. */
    private OutputModality output(RunContext run) {
        MultimodalModel model = run.student().senses();
        if (model == null) {
            throw new FormatException(
                    "the objective %s needs a model with outputs, which this is not".formatted(name()));
        }
        return model.output(Modality.IMAGE);
    }

    private OutputAlignment alignment(RunContext run) {
        OutputModality output = output(run);
        DiffusionModel generator = generator(run);
        int width = generator.conditions().rows("").dim(1);
        if (width != output.projector().width()) {
            throw new FormatException(
                    "conditions of the width %d do not fit a generator that is told rows of the width %d"
                            .formatted(output.projector().width(), width));
        }
        return new OutputAlignment(run.reader(), output, generator);
    }

    private static DiffusionModel generator(RunContext run) {
        List<Path> beside = run.files().generators();
        if (beside.isEmpty()) {
            throw new FormatException(
                    "there is no generator beside the model; put a folder with a model_index.json there,"
                            + " as outputs.image.generator of its config names it");
        }
        Backend ops = run.ops();
        DiffusersFolder folder = DiffusersFolder.open(beside.getFirst());
        TextEncoder encoder = Models.open(ModelKind.TEXT_ENCODER, folder.model("text_encoder"), ops);
        return new DiffusionModel(
                Models.open(ModelKind.DENOISER, folder.model("unet"), ops),
                Models.open(ModelKind.AUTOENCODER, folder.model("vae"), ops),
                new Conditions(new TextConditions(encoder, folder.folder("tokenizer")), ops, false),
                folder.scheduler());
    }

    /** The pictures that the conversations of sources draw. */
    @Override
    public Collection<Path> mediaInputs(Options objective, List<DataSource> sources) {
        List<Path> all = new ArrayList<>();
        if (objective.number(WEIGHT) > 0) {
            for (DataSource source : sources) {
                IndexedJson<ImageGenerationExample> records = records(source);
                for (long i = 0; i < records.count(); i++) {
                    Path image = records.get(i).image();
                    if (image != null) {
                        all.add(image);
                    }
                }
            }
        }
        return all;
    }
}
