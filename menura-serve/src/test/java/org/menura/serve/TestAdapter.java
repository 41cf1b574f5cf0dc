package org.menura.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.Tensor;

/** Writes PEFT adapters of random numbers for the story teller. */
final class TestAdapter {
    private static final int RANK = 2;
    private static final int HIDDEN = 64;
    private static final int LAYERS = 5;

    private TestAdapter() {}

    static Path write(Path folder, long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            String name = "base_model.model.model.layers.%d.self_attn.q_proj.lora_".formatted(layer);
            tensors.put(name + "A.weight", random(random, RANK, HIDDEN));
            tensors.put(name + "B.weight", random(random, HIDDEN, RANK));
        }
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":%d,\"lora_alpha\":8,\"target_modules\":[\"q_proj\"]}".formatted(RANK));
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of("format", "pt"));
        return folder;
    }

    private static TensorEntry random(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.3f;
        }
        return TensorEntry.of(Tensor.of(values, rows, columns));
    }
}
