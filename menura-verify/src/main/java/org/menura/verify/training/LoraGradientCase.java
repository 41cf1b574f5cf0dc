package org.menura.verify.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.menura.format.Checkpoint;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TrainableParameters;
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
        ModelSource base = ModelSource.open(folder.resolve("base")).withTensorsOf(new PeftAdapters(adapter));
        TrainableAdapters adapters = new TrainableAdapters(LoraConfig.of(adapter), adapter);
        Set<String> recorded = golden.names().stream()
                .filter(name -> name.startsWith(GradientCase.PREFIX))
                .map(name -> plain(name.substring(GradientCase.PREFIX.length())))
                .collect(Collectors.toSet());
        List<ChangedTensor> changes = ChangedTensor.of(adapter);
        // Biases are taught that the adapter's files leave out: PEFT does not save those of lora_only.
        TrainableParameters modules = new TrainableParameters(
                new CheckpointParameters(base.weights()),
                name -> adapter.replacements().containsKey(name)
                        || recorded.contains(name)
                        || changes.stream().anyMatch(c -> c.tensor().equals(name)));
        Config config = base.fields();
        CausalModel model = Models.build(ModelKind.DECODER, config, modules, ops, adapters);
        List<Parameter> trained = new ArrayList<>(modules.trainables());
        trained.addAll(adapters.trainables());
        int[][] ids = Batch.rows(golden.tensor("input_ids"));
        int[] targets = Arrays.stream(ids).flatMapToInt(Losses::following).toArray();
        try (GradientTape recording = ops.record(trained)) {
            Tensor losses = ops.crossEntropy(model.forward(ForwardBatch.whole(ids)), targets); // [rows]
            recording.seed(losses, GradientCase.mean(targets));
            recording.backward();
        }
        for (ChangedTensor change : changes) {
            trained.addAll(change.parameters(trained));
        }
        return GradientCase.compare(named(trained, golden), golden);
    }

    /** What was trained, by the recorded names, which hold the name of the adapter and PEFT's wrappers. */
    private static List<Parameter> named(List<Parameter> trained, Checkpoint golden) {
        Map<String, String> recorded = new HashMap<>();
        for (String name : golden.names()) {
            if (name.startsWith(GradientCase.PREFIX)) {
                String own = name.substring(GradientCase.PREFIX.length());
                recorded.put(plain(own), own);
            }
        }
        return trained.stream()
                .map(t -> new Parameter(recorded.getOrDefault(plain(t.name()), t.name()), t.value(), t.gradient()))
                .toList();
    }

    private static String plain(String name) {
        return name.replaceFirst("^base_model\\.model\\.", "")
                .replaceFirst("\\.(modules_to_save\\.default|base_layer)(?=\\.)", "")
                .replaceFirst("(?<=\\.lora_(A|B|magnitude_vector))\\.default", "")
                .replaceFirst("(?<=\\.(lora_embedding_[AB]|trainable_tokens_delta))\\.default$", "")
                .replaceFirst("(?<=\\.lora_magnitude_vector)\\.weight$", "");
    }
}
