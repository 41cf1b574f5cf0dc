package org.menura.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.diffusion.Ddim;
import org.menura.model.diffusion.Scheduler;
import org.menura.model.diffusion.SolverState;
import org.menura.tensor.Tensor;

/** A recorded walk from noise to data, with given outputs of the model: {@code kind: scheduler}. */
final class SchedulerCase {
    private static final double TOLERANCE = 1e-5;

    private SchedulerCase() {}

    static List<Check> run(Path folder, CaseSettings settings, Checkpoint golden) {
        Path file = folder.resolve("scheduler_config.json");
        Scheduler scheduler = Scheduler.of(new Config(Json.parse(file), file.toString()));
        if (scheduler instanceof Ddim ddim) {
            scheduler = ddim.withEta(settings.number("eta", 0));
        }
        SolverState walk = scheduler.begin(settings.integer("steps"));
        List<Check> checks = new ArrayList<>();
        checks.add(values("timesteps", walk.timesteps(), golden));
        checks.add(values("init_noise_sigma", new float[] {walk.noiseScale()}, golden));
        float[] sample = golden.tensor("sample").toFloats();
        int count = golden.tensor("sample").dim(0);
        float[][] outputs = rows(golden.tensor("model_outputs"));
        if (outputs.length > walk.timesteps().length) {
            throw new FormatException("%s: the case has %d model_outputs, but this scheduler visits %d timesteps"
                    .formatted(file, outputs.length, walk.timesteps().length));
        }
        float[][] noise = golden.has("noise") ? rows(golden.tensor("noise")) : new float[0][];
        int[] drawn = new int[1];
        float[] samples = sample.clone();
        float[] inputs = new float[0];
        for (int i = 0; i < outputs.length; i++) {
            inputs = joined(inputs, walk.input(i, sample));
            sample = walk.step(i, outputs[i], sample, count, () -> next(noise, drawn));
            samples = joined(samples, sample);
        }
        checks.add(values("model_inputs", inputs, golden));
        checks.add(values("samples", samples, golden));
        if (golden.has("add_noise.result")) {
            checks.add(values("add_noise.result", noised(scheduler, walk, golden), golden));
        }
        return checks;
    }

    private static float[] next(float[][] noise, int[] drawn) {
        if (drawn[0] == noise.length) {
            throw new FormatException(
                    "the method draws noise (eta, algorithm_type, stochastic_sampling), of which the case records %d draws"
                            .formatted(noise.length));
        }
        return noise[drawn[0]++];
    }

    private static Check values(String name, float[] actual, Checkpoint golden) {
        return Check.values(name, actual, golden.tensor(name).toFloats(), TOLERANCE, 0);
    }

    private static float[] noised(Scheduler scheduler, SolverState walk, Checkpoint golden) {
        float[][] clean = rows(golden.tensor("add_noise.clean"));
        float[][] noise = rows(golden.tensor("add_noise.noise"));
        float[] timesteps = golden.tensor("add_noise.timesteps").toFloats();
        float[] out = new float[0];
        for (int i = 0; i < clean.length; i++) {
            out = joined(out, scheduler.noised(walk, clean[i], noise[i], timesteps[i]));
        }
        return out;
    }

    /** The entries of the outermost dimension. */
    private static float[][] rows(Tensor t) {
        float[][] out = new float[t.dim(0)][];
        for (int i = 0; i < out.length; i++) {
            out[i] = t.rows(i, i + 1).toFloats();
        }
        return out;
    }

    private static float[] joined(float[] a, float[] b) {
        float[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }
}
