package org.menura.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.menura.model.Config;
import org.menura.model.ImageEncoder;
import org.menura.model.Observer;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.layer.FeatureMap;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.RandomParameters;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.StepResult;
import org.menura.train.TrainableParameters;
import org.menura.train.Trainer;
import org.menura.train.optim.AdamOptions;
import org.menura.train.optim.AdamW;
import org.menura.train.optim.ParameterGroups;
import org.menura.train.schedule.Constant;

/**
 * Steps of training on 64 pictures, each as long as the other: forwards, backwards, limiting the gradient's norm, AdamW.
 * A denoiser says what is noise; a classifier of pictures names classes.
 */
final class Teaching implements Runnable {
    private static final int PICTURES = 64;
    private static final int TOKENS = 16;

    private final TrainableParameters parameters = new TrainableParameters(new RandomParameters(1), _ -> true);
    private final GradBackend ops;
    private final Trainer trainer;
    private long steps;

    /** What the model says, and the gradient of its loss that begins the way back. */
    private record Said(Tensor values, Tensor gradient) {}

    Teaching(Config config, CpuOptions options) {
        CpuBackend cpu = new CpuBackend(options);
        ops = new GradBackend(cpu, new CpuGradients(cpu), false);
        Supplier<Said> pass = config.textOrNull("model_type") == null ? denoiser(config) : classifier(config);
        AdamW optimizer =
                new AdamW(ParameterGroups.all(parameters.trainables(), 0.1), AdamOptions.DEFAULT, options.threads());
        trainer = new Trainer(_ -> gradients(pass), optimizer, new Constant(1e-3, 0), 1, options.threads(), null);
    }

    private Supplier<Said> denoiser(Config config) {
        Denoiser model = Models.build(ModelKind.DENOISER, config, parameters, ops, Adapters.NONE);
        FeatureMap sample = MediaRun.pictures(PICTURES, model.sampleSize(), model.channels());
        Tensor noise = MediaRun.pictures(PICTURES, model.sampleSize(), model.channels())
                .rows();
        Denoiser.Condition text = Denoiser.Condition.of(MediaRun.text(config, PICTURES, TOKENS));
        float[] times = new float[PICTURES];
        Arrays.fill(times, MediaRun.TIMESTEP);
        return () -> {
            Tensor said = model.forward(sample, times, text).rows();
            // The gradient of the mean square.
            return new Said(said, ops.affine(ops.sub(said, noise), 2f / noise.elements(), 0));
        };
    }

    private Supplier<Said> classifier(Config config) {
        ImageEncoder model = Models.build(ModelKind.IMAGE_ENCODER, config, parameters, ops, Adapters.NONE);
        int side = config.positive("image_size");
        Tensor pixels = MediaRun.random(PICTURES, config.positive("num_channels"), side, side);
        int[] targets = new int[PICTURES];
        Tensor share = Tensor.zeros(PICTURES);
        Arrays.fill(share.floats(), 1f / PICTURES);
        return () -> {
            Tensor logits = Objects.requireNonNull(
                    model.outputs(model.encode(pixels, Observer.NONE)).get("logits"));
            return new Said(ops.crossEntropy(logits, targets), share);
        };
    }

    private StepResult gradients(Supplier<Said> pass) {
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Said said = pass.get();
            recording.seed(said.values, said.gradient);
            recording.backward();
            return StepResult.of(0, PICTURES);
        }
    }

    @Override
    public void run() {
        try {
            trainer.run(steps, steps + 1, (_, _, _, _) -> {}, () -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        steps++;
    }
}
