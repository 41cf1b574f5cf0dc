package org.menura.model.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.model.Config;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** Writes adapters of random numbers for all linear layers of a model, as PEFT saves them. */
public final class RandomAdapter {
    private static final int RANK = 3;

    private RandomAdapter() {}

    /** An adapter for the model of a source, whose layers are as in its checkpoint. */
    public static Path write(Path folder, ModelSource model, long seed, boolean dora) {
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        boolean[] transposed = {false};
        Adapters collect = (path, weight) -> {
            int in = weight.in();
            int out = weight.out();
            transposed[0] |= weight.inFirst();
            Random random = new Random(seed + path.hashCode());
            String name = "base_model.model." + path;
            tensors.put(name + ".lora_A.weight", random(random, 0.8 / Math.sqrt(in), RANK, in));
            tensors.put(name + ".lora_B.weight", random(random, 0.8 / Math.sqrt(RANK), out, RANK));
            if (dora) {
                tensors.put(name + ".lora_magnitude_vector", random(random, 1, out));
            }
            return List::of;
        };
        Config config = model.fields();
        Models.build(ModelKind.DECODER, config, new CheckpointParameters(model.weights()), new CpuBackend(1), collect);
        String json =
                "{\"peft_type\":\"LORA\",\"r\":%d,\"lora_alpha\":4,\"use_dora\":%s,\"fan_in_fan_out\":%s,\"target_modules\":\"all-linear\"}"
                        .formatted(RANK, dora, transposed[0]);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("adapter_config.json"), json);
            SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of("format", "pt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static TensorEntry random(Random random, double deviation, int... sizes) {
        int count = sizes.length == 1 ? sizes[0] : sizes[0] * sizes[1];
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return TensorEntry.of(sizes.length == 1 ? Tensor.of(values, count) : Tensor.of(values, sizes[0], sizes[1]));
    }
}
