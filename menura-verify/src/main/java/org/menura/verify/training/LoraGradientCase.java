package org.menura.verify.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.lora.LoraConfig;
import org.menura.train.lora.TrainableAdapters;
import org.menura.verify.Batch;
import org.menura.verify.Check;
import org.menura.verify.Losses;

/** Recorded gradients of the adapter in {@code adapter} of the model in {@code base}. */
final class LoraGradientCase {
    private LoraGradientCase() {}

    static List<Check> run(Path folder, Checkpoint golden, GradBackend ops) {
        PeftAdapter adapter = PeftAdapter.open(folder.resolve("adapter"));
        TrainableAdapters adapters =
                new TrainableAdapters(new LoraConfig(1, 1, false, false, List.of(LoraConfig.ALL_LINEAR)), adapter);
        CausalModel model = Models.decoder(ModelSource.open(folder.resolve("base")), ops, adapters);
        int[][] ids = Batch.rows(golden.tensor("input_ids"));
        int[] targets = Arrays.stream(ids).flatMapToInt(Losses::following).toArray();
        try (GradientTape recording = ops.record(adapters.trainables())) {
            Tensor losses = ops.crossEntropy(model.forward(ForwardBatch.whole(ids)), targets); // [rows]
            recording.seed(losses, GradientCase.mean(targets));
            recording.backward();
        }
        // The recorded names hold the name of the adapter.
        List<Parameter> named = new ArrayList<>();
        for (Parameter t : adapters.trainables()) {
            String name = t.name().replace(".lora_A.", ".lora_A.default.").replace(".lora_B.", ".lora_B.default.");
            named.add(new Parameter(name, t.value(), t.gradient()));
        }
        return GradientCase.compare(named, golden);
    }
}
