package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.menura.format.image.ImageFiles;
import org.menura.generate.image.ImagePipeline;
import org.menura.generate.image.ImageRequest;
import org.menura.train.recipe.Recipe;
import org.menura.train.schema.Options;
import org.menura.train.task.DiffusionModel;

/**
 * Pictures that a model in training draws of a recipe's prompts, in the ledger's folder {@code samples}.
 *
 * @param steps of the scheduler
 * @param guidance how closely prompts are followed
 * @param seed of the noise, the same each time
 */
record RunSamples(int steps, double guidance, long seed) {
    private static final String FOLDER = "samples";

    static RunSamples of(Recipe recipe) {
        Optional<Options> draw = recipe.evaluation().flatMap(e -> e.optionalPart("draw"));
        return new RunSamples(
                draw.map(d -> Math.toIntExact(d.whole("steps"))).orElse(20),
                draw.map(d -> d.number("guidance")).orElse(3.0),
                draw.map(d -> d.whole("seed")).orElse(0L));
    }

    /**
     * Draws one.
     *
     * @param run the ledger's folder
     * @param number of the prompt, from 0
     * @return the file, relative to the run's folder
     */
    String draw(DiffusionModel model, String prompt, Path run, long step, int number) throws IOException {
        ImagePipeline painter = new ImagePipeline(
                model.conditions().texts(), model.denoiser(), model.autoencoder(), model.noise(), "the recipe's model");
        ImageRequest request =
                ImageRequest.of(prompt).withSteps(steps).withGuidance(guidance).withSeed(seed);
        String name = "%s/step-%06d-%d.png".formatted(FOLDER, step, number + 1);
        Files.createDirectories(run.resolve(FOLDER));
        ImageFiles.writePng(painter.draw(request, (_, _, _) -> {}), run.resolve(name));
        return name;
    }
}
