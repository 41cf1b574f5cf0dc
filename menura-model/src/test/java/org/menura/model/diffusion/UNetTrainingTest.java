package org.menura.model.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.layer.FeatureMap;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Grid;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;

/** Generators can be taught: gradients of all their parameters against differences along a random direction. */
class UNetTrainingTest {
    private static final String UNET = """
            {"block_out_channels": [4, 8], "norm_num_groups": 2, "attention_head_dim": 2, "layers_per_block": 1,
             "cross_attention_dim": 6, "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
             "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"], "in_channels": 3, "out_channels": 3,
             "resnet_time_scale_shift": "scale_shift", "num_class_embeds": 3}
            """;
    private static final String AUTOENCODER = """
            {"block_out_channels": [2, 4], "norm_num_groups": 2, "down_block_types": ["DownEncoderBlock2D",
             "DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"]}
            """;
    private static final String VOCODER = """
            {"model_in_dim": 5, "upsample_initial_channel": 8, "upsample_rates": [2, 3], "upsample_kernel_sizes": [4, 5],
             "resblock_kernel_sizes": [3], "resblock_dilation_sizes": [[1, 2]]}
            """;

    /** A model's pass, which is built anew for each call as its parameters are kept by the list. */
    @FunctionalInterface
    private interface Pass {
        Tensor run(Weights w);
    }

    private static Config config(String json) {
        return new Config(Json.parse(json, "test"), "test");
    }

    private static Tensor random(Rng rng, long... sizes) {
        Tensor t = Tensor.zeros(sizes);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) rng.nextGaussian();
        }
        return t;
    }

    private static Tensor unet(Weights w) {
        Rng rng = new Rng(1);
        Grid grid = new Grid(2, 5, 4);
        Denoiser.Text text = new Denoiser.Text(random(rng, 7, 6), Segments.ofLengths(3, 4));
        Denoiser.Condition told = new Denoiser.Condition(text, Tensor.of(new float[] {2, 0}, 2, 1), null, null);
        UNet model = UNet.build(config(UNET), w.withDeviation(0.3));
        return model.forward(new FeatureMap(random(rng, grid.rows(), 3), grid), new float[] {7, 400}, told)
                .rows();
    }

    private static Tensor autoencoder(Weights w) {
        Autoencoder model = Autoencoder.build(config(AUTOENCODER), w.withDeviation(0.3));
        Grid grid = new Grid(1, 6, 4);
        Rng rng = new Rng(2);
        Autoencoder.Latent latent = model.encode(new FeatureMap(random(rng, grid.rows(), 3), grid));
        Tensor noise = random(rng, latent.mean().rows().shape().toArray());
        return model.decode(latent.sample(w.ops(), noise)).rows();
    }

    private static Tensor vocoder(Weights w) {
        HifiGan model = HifiGan.build(config(VOCODER), w.withDeviation(0.3));
        return model.apply(new FeatureMap(random(new Rng(3), 8, 5), Grid.line(2, 4)))
                .rows();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allParametersHaveTheirGradients(boolean recomputes) {
        check(UNetTrainingTest::unet, recomputes);
        check(UNetTrainingTest::autoencoder, recomputes);
    }

    @Test
    void soDoTheVocoders() {
        check(UNetTrainingTest::vocoder, false);
    }

    private static void check(Pass pass, boolean recomputes) {
        CpuBackend cpu = new CpuBackend(2);
        GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), recomputes);
        RandomParameters parameters = new RandomParameters(4);
        Weights w = Weights.of(parameters, ops);
        Tensor direction = random(new Rng(5), pass.run(w).shape().toArray());
        List<Parameter> trained = parameters.made().entrySet().stream()
                .filter(e -> !e.getKey().equals("scale") && !e.getKey().equals("mean")) // of the training data
                .map(e -> Parameter.of(e.getKey(), e.getValue()))
                .toList();
        try (GradientTape recording = ops.record(trained)) {
            recording.seed(pass.run(w), direction);
            recording.backward();
        }
        double slope = 0;
        Rng rng = new Rng(6);
        float[][] moves = new float[trained.size()][];
        for (int i = 0; i < moves.length; i++) {
            moves[i] = random(rng, trained.get(i).value().elements()).floats();
            float[] gradient = trained.get(i).gradient().toFloats();
            for (int k = 0; k < moves[i].length; k++) {
                slope += (double) moves[i][k] * gradient[k];
            }
        }
        double step = 1e-3;
        double difference =
                (value(pass, w, trained, moves, step, direction) - value(pass, w, trained, moves, -step, direction))
                        / (2 * step);
        assertEquals(difference, slope, 2e-2 * Math.max(1, Math.abs(slope)));
    }

    private static double value(
            Pass pass, Weights w, List<Parameter> trained, float[][] moves, double step, Tensor direction) {
        float[][] before = trained.stream().map(t -> t.value().toFloats()).toArray(float[][]::new);
        for (int i = 0; i < moves.length; i++) {
            float[] values = trained.get(i).value().floats();
            for (int k = 0; k < values.length; k++) {
                values[k] += (float) (step * moves[i][k]);
            }
        }
        float[] y = pass.run(w).toFloats();
        for (int i = 0; i < moves.length; i++) {
            float[] values = trained.get(i).value().floats();
            System.arraycopy(before[i], 0, values, 0, values.length);
        }
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            sum += (double) y[k] * direction.floats()[k];
        }
        return sum;
    }
}
