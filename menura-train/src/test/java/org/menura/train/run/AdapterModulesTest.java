package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.train.recipe.Recipe;

/** Adapters with modules that are trained whole, and training on from them. */
@Tag("slow")
class AdapterModulesTest {
    private static final String HEAD = "base_model.model.lm_head.weight";
    private static final String UPDATE = "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight";
    private static final int[] IDS = {3, 9, 27, 14, 5, 31};

    @TempDir
    private static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void prepare() throws IOException {
        workshop = new Workshop(folder);
    }

    private static Path train(String name, String adapter, String more) throws IOException {
        Recipe recipe = workshop.recipe(name, """
                model: {checkpoint: llama}
                data: {path: stories.txt}
                objective: {name: causal-lm}
                batch: {sequences: 4, length: 32}
                steps: 3
                adapter: %s
                %s
                """.formatted(adapter, more));
        try (TrainingRun run = TrainingRun.begin(recipe, new RunSettings(1, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
            return run.ledger().reader().folder().resolve("adapter");
        }
    }

    private static Checkpoint tensors(Path adapter) {
        return SafetensorsFile.open(adapter.resolve("adapter_model.safetensors"));
    }

    private static float[] logits(Path adapter) {
        CpuBackend ops = new CpuBackend(CpuOptions.fastest().withThreads(1).withExact(true));
        CausalModel model = Models.decoder(
                ModelSource.open(folder.resolve("llama")), ops, new PeftAdapters(PeftAdapter.open(adapter)));
        return model.forward(ForwardBatch.whole(IDS)).toFloats();
    }

    /** The model's head is its embedding table, from which the trained head parts. */
    @Test
    void aHeadIsTrainedSavedAndTrainedOn() throws IOException {
        Path first = train("first", "{rank: 2, targets: [q_proj], modules_to_save: [lm_head]}", "");
        float[] head = tensors(first).tensor(HEAD).toFloats();
        ModelSource base = ModelSource.open(folder.resolve("llama"));
        float[] table = base.weights().tensor("model.embed_tokens.weight").toFloats();
        assertEquals(table.length, head.length);
        assertFalse(Arrays.equals(table, head));
        assertFalse(tensors(first).has("base_model.model.model.embed_tokens.weight"));
        JsonNode config = Json.parse(first.resolve("adapter_config.json"));
        assertEquals("[\"lm_head\"]", config.get("modules_to_save").toString());

        // At a rate of next to nothing, it stays what it is.
        Path same = train("same", "{from: runs/first/adapter}", "schedule: {rate: 1.0e-30}");
        for (String name : tensors(first).names()) {
            assertArrayEquals(
                    tensors(first).tensor(name).toFloats(),
                    tensors(same).tensor(name).toFloats(),
                    name);
        }
        assertArrayEquals(logits(first), logits(same), 1e-6f);

        Path second = train("second", "{from: runs/first/adapter}", "");
        for (String name : List.of(HEAD, UPDATE)) {
            assertFalse(
                    Arrays.equals(
                            tensors(first).tensor(name).toFloats(),
                            tensors(second).tensor(name).toFloats()),
                    name);
        }
        assertEquals(tensors(first).names(), tensors(second).names());
    }

    @Test
    void modulesThatAreNotThere() throws IOException {
        FormatException missing =
                assertThrows(FormatException.class, () -> train("missing", "{modules_to_save: [wte]}", ""));
        assertTrue(String.valueOf(missing.getMessage()).contains("wte"), missing::getMessage);
    }
}
