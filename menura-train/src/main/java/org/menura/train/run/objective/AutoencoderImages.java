package org.menura.train.run.objective;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.menura.data.Examples;
import org.menura.format.FormatException;
import org.menura.model.diffusion.Autoencoder;
import org.menura.train.data.ImageTextExamples;
import org.menura.train.measure.Metric;
import org.menura.train.measure.Reconstruction;
import org.menura.train.media.AugmentedImage;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.AutoencoderTask;
import org.menura.train.task.Canvas;

/** Teaches an autoencoder to make pictures smaller and large again (arXiv 2112.10752, section 3.1). */
final class AutoencoderImages implements Objective {
    /** Pictures whose latents tell the factor of an autoencoder's latents. */
    private static final long SAMPLES = 4096;

    private static final int PIXEL_CHANNELS = 3;

    @Override
    public Traits traits() {
        return Traits.of("autoencoder", ImageSources.FORMAT)
                .keys(
                        Key.choice(
                                "reconstruction",
                                "l1",
                                List.of("l1", "l2"),
                                "Which error of a picture: the mean of absolute or of squared differences."),
                        Key.real(
                                "kl_weight",
                                1e-6,
                                "Weight of the latents' divergence from standard normal numbers (arXiv 2112.10752)."))
                .with(Trait.WHOLE, Trait.IMAGES, Trait.NO_TEXT);
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        Autoencoder model = model(stage.run());
        AutoencoderTask.Options options =
                new AutoencoderTask.Options(o.text("reconstruction").equals("l2"), o.number("kl_weight"));
        return stage.over(
                ImageSources::varied,
                ImageTextExamples::join,
                steps -> new AutoencoderTask(model, Canvas.of(model.sampleSize()), steps, options));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return reconstruction(run, ImageSources.heldOut(run, source, data));
    }

    /** The config gets the factor that brings its latents to a deviation of 1. */
    @Override
    public void export(ModelExport model) throws IOException {
        RunContext run = model.run();
        double deviation = reconstruction(run, ImageSources.plain(model.data())).deviation(SAMPLES);
        if (!(deviation > 0) || Double.isInfinite(deviation)) {
            throw new FormatException("the latents of the data all are alike, so the autoencoder has learned nothing");
        }
        ObjectNode config = run.student().config().deepCopy();
        config.put("scaling_factor", (float) (1 / deviation));
        config.putNull("shift_factor");
        model.write(config, Map.of());
    }

    private Reconstruction reconstruction(RunContext run, List<Examples<List<AugmentedImage>>> examples) {
        Autoencoder model = model(run);
        return new Reconstruction(model, Canvas.of(model.sampleSize()), examples, run.sequences());
    }

    private Autoencoder model(RunContext run) {
        Autoencoder model = run.student().as(Autoencoder.class, name());
        if (model.channels() != PIXEL_CHANNELS || model.sampleSize() % model.factor() != 0) {
            throw new FormatException(
                    "an autoencoder of pictures has 3 in_channels and a sample_size that is a multiple of %d, not %d and %d"
                            .formatted(model.factor(), model.channels(), model.sampleSize()));
        }
        return model;
    }
}
