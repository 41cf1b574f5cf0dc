package org.menura.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.model.ForwardBatch;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

class TrainableParametersTest {
    private static final ForwardBatch TEXT = ForwardBatch.whole(new int[] {1, 403, 407, 261});

    /** What a file has beside its weights is in those that are trained, so that it is saved with them. */
    @ParameterizedTest
    @ValueSource(strings = {"lm_head", ".mlp.down_proj", ""})
    void factorsGoIntoTrainedWeights(String taught) {
        ModelSource model = ModelSource.open(TestData.path("gguf/NVFP4.gguf"));
        TrainableParameters parameters =
                new TrainableParameters(new CheckpointParameters(model.weights()), name -> name.contains(taught));
        CpuBackend exact = new CpuBackend(CpuOptions.fastest().withThreads(1).withExact(true));
        float[] logits = Models.build(ModelKind.DECODER, model.fields(), parameters, exact, Adapters.NONE)
                .forward(TEXT)
                .toFloats();

        assertArrayEquals(
                Models.decoder(model, exact, Adapters.NONE).forward(TEXT).toFloats(), logits, 1e-3f);
        assertTrue(parameters.trainables().stream().allMatch(p -> Weights.weightOfFactor(p.name()) == null));
        assertTrue(parameters.all().keySet().stream()
                .map(Weights::weightOfFactor)
                .noneMatch(weight -> weight != null && weight.contains(taught)));
    }
}
