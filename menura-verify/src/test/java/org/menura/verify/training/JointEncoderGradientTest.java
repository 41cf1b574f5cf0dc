package org.menura.verify.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.model.Config;
import org.menura.model.encoder.imagebind.ImageBind;
import org.menura.model.encoder.imagebind.ImageBindModality;
import org.menura.model.load.ImageBindConfigs;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TrainableParameters;
import org.menura.verify.Batch;
import org.menura.verify.TestData;

/** ImageBind can be taught: gradients through each of its towers agree with differences along random directions. */
@Tag("slow")
class JointEncoderGradientTest {
    private static final double STEP = 1e-3;

    private final Path folder = TestData.path("golden/imagebind-tiny");
    private final SafetensorsFile golden = SafetensorsFile.open(folder.resolve("golden.safetensors"));
    private final CpuBackend cpu = new CpuBackend(1);
    private final GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), false);

    @ParameterizedTest
    @EnumSource
    void gradientsAgreeWithDifferences(ImageBindModality modality) {
        SafetensorsFile weights = SafetensorsFile.open(folder.resolve("model.safetensors"));
        JsonNode arguments = Json.parse(folder.resolve("golden.json")).get("arguments");
        Config config = new Config(ImageBindConfigs.infer(weights, arguments), "test");
        TrainableParameters parameters = new TrainableParameters(new CheckpointParameters(weights), _ -> true);
        ImageBind model = Models.build(ModelKind.JOINT_ENCODER, config, parameters, ops, Adapters.NONE);
        float[] direction;
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Tensor y = embed(model, modality);
            direction = random(2, (int) y.elements());
            recording.seed(y, Tensor.of(direction, y.shape().toArray()));
            recording.backward();
        }
        List<Parameter> own = parameters.trainables().stream()
                .filter(t -> t.name().contains("." + modality.key() + "."))
                .toList();
        double slope = 0;
        List<float[]> moves = new ArrayList<>();
        for (Parameter t : own) {
            double length = 0;
            float[] gradient = t.gradient().toFloats();
            float[] move = random(moves.size(), gradient.length);
            for (int i = 0; i < move.length; i++) {
                slope += (double) gradient[i] * move[i];
                length += Math.abs(gradient[i]);
            }
            assertTrue(length > 0, t.name());
            moves.add(move);
        }
        double change = (moved(own, moves, STEP, model, modality, direction)
                        - moved(own, moves, -STEP, model, modality, direction))
                / (2 * STEP);
        assertEquals(slope, change, 0.01 * Math.max(1, Math.abs(slope)));
    }

    private Tensor embed(ImageBind model, ImageBindModality modality) {
        Tensor input = golden.tensor(modality.key());
        return modality == ImageBindModality.TEXT ? model.embed(Batch.rows(input)) : model.embed(modality, input);
    }

    /** What {@code direction} weighs of the embeddings with parameters moved by {@code step}. */
    private double moved(
            List<Parameter> own,
            List<float[]> moves,
            double step,
            ImageBind model,
            ImageBindModality modality,
            float[] direction) {
        List<float[]> before = own.stream().map(t -> t.value().toFloats()).toList();
        for (int p = 0; p < own.size(); p++) {
            Tensor value = own.get(p).value();
            for (int i = 0; i < moves.get(p).length; i++) {
                value.floats()[value.offset() + i] += (float) (step * moves.get(p)[i]);
            }
        }
        float[] y = embed(model, modality).toFloats();
        for (int p = 0; p < own.size(); p++) {
            Tensor value = own.get(p).value();
            System.arraycopy(before.get(p), 0, value.floats(), value.offset(), before.get(p).length);
        }
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (double) y[i] * direction[i];
        }
        return sum;
    }

    private static float[] random(long seed, int count) {
        Rng rng = new Rng(seed);
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) rng.nextGaussian();
        }
        return out;
    }
}
