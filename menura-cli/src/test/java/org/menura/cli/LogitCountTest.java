package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Tensor;

class LogitCountTest {
    @TempDir
    private Path folder;

    private int count(String config) throws IOException {
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        tensors.put("language_model.model.embed_tokens.weight", TensorEntry.of(Tensor.of(new float[14], 7, 2)));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        Files.writeString(folder.resolve("config.json"), config);
        return LogitCount.of(ModelSource.open(folder), 5);
    }

    /** Models that see have it in the config of their text part, or leave it out there. */
    @Test
    void theTextPartTellsOrTheWeightsDo() throws IOException {
        assertEquals(9, count("{\"model_type\":\"llama\",\"vocab_size\":9}"));
        assertEquals(5, count("{\"model_type\":\"llama\"}"));
        assertEquals(8, count("{\"model_type\":\"llava\",\"vocab_size\":9,\"text_config\":{\"vocab_size\":8}}"));
        assertEquals(7, count("{\"model_type\":\"llava\",\"text_config\":{}}"));
    }
}
