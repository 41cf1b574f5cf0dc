package org.menura.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.DualEncoder;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Prediction;
import org.menura.train.Task;
import org.menura.train.measure.DenoisingErrors;
import org.menura.train.measure.Metric;
import org.menura.train.measure.Reconstruction;
import org.menura.train.measure.Retrieval;
import org.menura.train.media.AugmentedImage;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.task.AutoencoderTask;
import org.menura.train.task.Canvas;
import org.menura.train.task.ContrastiveTask;
import org.menura.train.task.DiffusionModel;
import org.menura.train.task.DiffusionTask;
import org.menura.train.task.ImageTexts;
import org.menura.train.task.Latents;
import org.menura.train.task.Noised;

/** Objectives that learn from pictures. */
final class RunImages {
    /** Pictures whose latents tell the factor of an autoencoder's latents. */
    private static final long SAMPLES = 4096;

    private static final int PIXEL_CHANNELS = 3;

    private RunImages() {}

    /** Whether a recipe's steps count pictures. */
    static boolean isOf(Recipe recipe) {
        return List.of("contrastive", "autoencoder", "diffusion")
                .contains(recipe.objective().text("name"));
    }

    static Task task(RunTask.Parts p, LongFunction<List<List<AugmentedImage>>> batches) {
        Options o = p.objective();
        return switch (o.text("name")) {
            case "contrastive" ->
                new ContrastiveTask(
                        pairs(p.recipe(), p.student(), p.text()), p.student().ops(), p.taught(), batches);
            case "autoencoder" -> {
                Autoencoder model = autoencoder(p.student());
                yield new AutoencoderTask(
                        model,
                        Canvas.of(model.sampleSize()),
                        p.student().ops(),
                        p.taught(),
                        batches,
                        new AutoencoderTask.Options(o.text("reconstruction").equals("l2"), o.number("kl_weight")));
            }
            case "diffusion" -> {
                DiffusionModel model = p.student().as(DiffusionModel.class, "diffusion");
                yield new DiffusionTask(
                        model, latents(model), p.student().ops(), p.taught(), batches, diffusion(o, model));
            }
            default -> throw new IllegalArgumentException(o.text("name"));
        };
    }

    private static DiffusionTask.Options diffusion(Options o, DiffusionModel model) {
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

    private static Latents latents(DiffusionModel model) {
        return new Latents(model.autoencoder(), Canvas.of(model.size()));
    }

    /** What is measured on held-out pictures with texts. */
    static Metric measure(Recipe recipe, TrainedModel student, RunText text, RunData data) {
        int perBatch = Math.toIntExact(recipe.batch().whole("sequences"));
        return switch (recipe.objective().text("name")) {
            case "contrastive" ->
                new Retrieval(pairs(recipe, student, text), data.plainLooks().examples(), perBatch);
            case "autoencoder" -> reconstruction(student, data, perBatch);
            case "diffusion" -> {
                DiffusionModel model = student.as(DiffusionModel.class, "diffusion");
                yield new DenoisingErrors(
                        model, latents(model), data.plainLooks().examples(), perBatch);
            }
            default -> throw new FormatException("pictures with texts are no held-out data of this objective");
        };
    }

    private static Reconstruction reconstruction(TrainedModel student, RunData data, int perBatch) {
        Autoencoder model = autoencoder(student);
        return new Reconstruction(
                model, Canvas.of(model.sampleSize()), data.plainLooks().examples(), perBatch);
    }

    private static Autoencoder autoencoder(TrainedModel student) {
        Autoencoder model = student.as(Autoencoder.class, "autoencoder");
        if (model.channels() != PIXEL_CHANNELS || model.sampleSize() % model.factor() != 0) {
            throw new FormatException(
                    "an autoencoder of pictures has 3 in_channels and a sample_size that is a multiple of %d, not %d and %d"
                            .formatted(model.factor(), model.channels(), model.sampleSize()));
        }
        return model;
    }

    private static ImageTexts pairs(Recipe recipe, TrainedModel student, RunText text) {
        DualEncoder model = student.as(DualEncoder.class, "contrastive");
        if (!model.judgesPairsAlone()) {
            requireEnd(student.config(), text.tokenizer());
        }
        return new ImageTexts(model, RunImageFiles.processor(recipe, student.config()), text.tokenizer());
    }

    /** CLIP takes the row at the end of a text, so the end must stand there; with its old configs the largest id does. */
    private static void requireEnd(JsonNode config, Tokenizer tokenizer) {
        int end = config.path("text_config").path("eos_token_id").asInt(49407);
        int[] ids = tokenizer.encode("a", true, false);
        boolean legacy = end == 2;
        for (int i = 0; i + 1 < ids.length && ids.length > 0; i++) {
            if (ids[i] == end || legacy && ids[i] >= ids[ids.length - 1]) {
                throw noEnd(end);
            }
        }
        if (ids.length == 0 || !legacy && ids[ids.length - 1] != end) {
            throw noEnd(end);
        }
    }

    private static FormatException noEnd(int end) {
        return new FormatException(
                "CLIP reads a text off its end, text_config.eos_token_id (%d), but the tokenizer puts that token not behind"
                                .formatted(end)
                        + " texts, or before them too; make one with `menura tokenizer train --add-eos`, or correct"
                        + " eos_token_id");
    }

    /** A model's config as it is saved: of an autoencoder with the factor that brings its latents to a deviation of 1. */
    static JsonNode exported(Recipe recipe, TrainedModel student, RunEvaluation.Data data) {
        if (!recipe.objective().text("name").equals("autoencoder")) {
            return student.config();
        }
        int perBatch = Math.toIntExact(recipe.batch().whole("sequences"));
        double deviation =
                reconstruction(student, data.of(recipe.data(), ""), perBatch).deviation(SAMPLES);
        if (!(deviation > 0) || Double.isInfinite(deviation)) {
            throw new FormatException("the latents of the data all are alike, so the autoencoder has learned nothing");
        }
        ObjectNode config = student.config().deepCopy();
        config.put("scaling_factor", (float) (1 / deviation));
        config.putNull("shift_factor");
        return config;
    }
}
