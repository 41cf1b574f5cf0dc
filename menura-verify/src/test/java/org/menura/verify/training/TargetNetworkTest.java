package org.menura.verify.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.menura.format.Checkpoint;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.model.Config;
import org.menura.model.encoder.hibehrt.HiBehrtByol;
import org.menura.model.encoder.hibehrt.RecordBatch;
import org.menura.model.load.ModelSource;
import org.menura.model.weights.RandomParameters;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.AveragedParameters;
import org.menura.train.TrainableParameters;
import org.menura.train.objective.Byol;
import org.menura.train.optim.Ema;
import org.menura.train.optim.Optimizer;
import org.menura.train.optim.ParameterGroups;
import org.menura.train.optim.Sgd;
import org.menura.verify.HiBehrtCase;
import org.menura.verify.TestData;

/** Hi-BEHRT learns without labels: the online network by gradients, the target network by following it. */
class TargetNetworkTest {
    private static final int STEPS = 12;
    private static final double BASE = 0.9;

    private final Path folder = TestData.path("golden/hi-behrt");
    private final Checkpoint golden = SafetensorsFile.open(folder.resolve("golden.safetensors"));
    private final RecordBatch records = HiBehrtCase.records(golden);
    private final Tensor keep = HiBehrtCase.keep(golden);
    private final CpuBackend cpu = new CpuBackend(1);
    private final GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), false);

    @Test
    void followsWhatIsTaught() {
        Config config = ModelSource.open(folder).fields();
        TrainableParameters parameters =
                new TrainableParameters(new RandomParameters(1), n -> !n.equals("embedding.posi_embeddings.weight"));
        HiBehrtByol online = HiBehrtCase.network(config, parameters, ops);
        Ema ema = new Ema(parameters.trainables(), BASE, 1);
        HiBehrtByol target = HiBehrtCase.network(config, new AveragedParameters(parameters, ema), ops);

        assertArrayEquals(
                online.views(records, null).projection().toFloats(),
                target.views(records, null).projection().toFloats());
        Optimizer sgd = new Sgd(ParameterGroups.all(parameters.trainables(), 0), Sgd.Options.DEFAULT, 1);
        double first = step(online, target, parameters);
        double last = first;
        for (int i = 0; i < STEPS; i++) {
            sgd.step(0.5);
            ema.update(Byol.decay(BASE, i, STEPS));
            last = step(online, target, parameters);
        }
        assertTrue(last < 0.5 * first, first + " → " + last);
        assertEquals(STEPS, ema.updates());
    }

    private double step(HiBehrtByol online, HiBehrtByol target, TrainableParameters parameters) {
        Tensor projection = target.views(records, null).projection();
        parameters.trainables().forEach(t -> Arrays.fill(t.gradient().floats(), 0));
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Tensor prediction = online.views(records, keep).prediction();
            double[] weights = Byol.hidden(keep.toFloats(), records.segments().count());
            Byol.Result result = Byol.of(prediction, projection, weights);
            recording.seed(prediction, result.gradient());
            recording.backward();
            return result.loss();
        }
    }
}
