package org.menura.train.run.objective;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.menura.format.FormatException;
import org.menura.model.diffusion.Prediction;
import org.menura.train.data.ImageTextExamples;
import org.menura.train.measure.DenoisingErrors;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.ModelFiles;
import org.menura.train.setup.ModelSetup;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainedModel;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.Canvas;
import org.menura.train.task.DiffusionModel;
import org.menura.train.task.DiffusionTask;
import org.menura.train.task.Latents;
import org.menura.train.task.Noised;

/** Teaches a denoiser to draw what texts say (arXiv 2112.10752). */
final class DiffusionImages implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("diffusion", ImageSources.FORMAT)
                .keys(
                        Key.input(
                                "autoencoder",
                                "The folder of the autoencoder; the vae of the model's folder if not given."),
                        Key.input(
                                "text_encoder",
                                "The folder of the text encoder, or of a CLIP whose text tower it is; the model's own."),
                        Key.input(
                                "scheduler",
                                "A scheduler_config.json: noise and prediction; the model's own if not given."),
                        Key.share(
                                "condition_dropout",
                                0.1,
                                false,
                                "How often a text is left out, for classifier-free guidance (arXiv 2207.12598)."),
                        Key.positive(
                                "min_snr",
                                null,
                                "Gamma of min-SNR weights (arXiv 2303.09556), such as 5; none if not given."),
                        Key.choice(
                                "timesteps",
                                "uniform",
                                List.of("uniform", "logit-normal"),
                                "How timesteps are drawn; logit-normal (arXiv 2403.03206) is for flow matching."))
                .with(Trait.WHOLE, Trait.IMAGES)
                .frozen("text_encoder.*");
    }

    @Override
    public ModelFiles files(Options model, Optional<Path> tokenizer, Options objective) {
        return new ModelFiles(
                model, PipelineFiles.of(model, tokenizer, objective).tokenizer());
    }

    @Override
    public List<Path> modelInputs(ModelFiles files, Options objective) {
        return PipelineFiles.of(files, objective).files();
    }

    @Override
    public TrainedModel model(ModelSetup setup) {
        return PipelineFiles.of(setup.files(), setup.objective()).student(setup);
    }

    @Override
    public StageTask task(StageSetup stage) {
        DiffusionModel model = model(stage.run());
        DiffusionTask.Options options = options(stage.options(), model);
        return stage.over(
                ImageSources::varied,
                ImageTextExamples::join,
                steps -> new DiffusionTask(model, latents(model), steps, options));
    }

    private static DiffusionTask.Options options(Options o, DiffusionModel model) {
        boolean straight = model.scheduler().prediction() == Prediction.FLOW;
        boolean middle = o.text("timesteps").equals("logit-normal");
        if (straight && o.has("min_snr") || middle && !straight) {
            throw new FormatException("objective.%s goes not with a scheduler %s flow matching"
                    .formatted(straight ? "min_snr" : "timesteps: logit-normal", straight ? "of" : "without"));
        }
        return new DiffusionTask.Options(
                o.number("condition_dropout"),
                o.has("min_snr") ? OptionalDouble.of(o.number("min_snr")) : OptionalDouble.empty(),
                middle ? Noised::logitNormal : Noised::uniform);
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        DiffusionModel model = model(run);
        return new DenoisingErrors(model, latents(model), ImageSources.heldOut(run, source, data), run.sequences());
    }

    @Override
    public void export(ModelExport model) throws IOException {
        PipelineExport.write(
                model, PipelineFiles.of(model.run().files(), model.run().objective()));
    }

    private DiffusionModel model(RunContext run) {
        return run.student().as(DiffusionModel.class, name());
    }

    private static Latents latents(DiffusionModel model) {
        return new Latents(model.autoencoder(), Canvas.of(model.size()));
    }
}
