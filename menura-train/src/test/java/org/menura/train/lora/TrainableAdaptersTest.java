package org.menura.train.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.TensorEntry;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.train.TestData;

class TrainableAdaptersTest {
    @TempDir
    private Path folder;

    /** peft 0.21 with transformers 5, which calls the layers of a LLaVA otherwise than its files do. */
    @Test
    void whatPeftSavedOfAModelThatSeesIsLearnedOn() throws IOException {
        float[] a = new float[64];
        a[3] = 0.5f;
        String path = "base_model.model.model.language_model.layers.1.self_attn.q_proj.lora_";
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        tensors.put(path + "A.weight", TensorEntry.of(Tensor.of(a, 2, 32)));
        tensors.put(path + "B.weight", TensorEntry.of(Tensor.zeros(32, 2)));
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        Files.writeString(folder.resolve("adapter_config.json"), """
                {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["q_proj"]}""");
        PeftAdapter saved = PeftAdapter.open(folder);
        TrainableAdapters adapters = new TrainableAdapters(LoraConfig.of(saved), saved);
        ModelSource llava = ModelSource.open(TestData.path("golden/llava"));
        Models.build(
                ModelKind.MULTIMODAL,
                llava.fields(),
                new CheckpointParameters(llava.weights()),
                new CpuBackend(1),
                adapters);
        String layer = "language_model.model.layers.1.self_attn.q_proj";
        assertEquals(Set.of(layer), adapters.updates().keySet());
        assertArrayEquals(
                a, Objects.requireNonNull(adapters.updates().get(layer)).a().toFloats());
    }
}
