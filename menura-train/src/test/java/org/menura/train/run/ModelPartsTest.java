package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.json.Json;
import org.menura.model.gguf.GgufExport;
import org.menura.model.load.ModelFolder;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.dtype.DType;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.recipe.Recipe;

/** New models that begin with parts of others. */
class ModelPartsTest {
    private static final CpuBackend CPU = new CpuBackend(1);

    @TempDir
    static Path folder;

    private static SeeingWorkshop workshop;

    @BeforeAll
    static void models() throws IOException {
        workshop = new SeeingWorkshop(folder);
        llama("words-alone", 300, 1);
        llama("wider", 330, 1);
        llama("deeper", 320, 2);
        ModelSource words = ModelSource.open(folder.resolve("words-alone"));
        GgufExport.write(
                words.fields(),
                words.weights(),
                null,
                "words",
                folder.resolve("words.gguf"),
                FileType.F32,
                GgufWriter.Progress.NONE);
    }

    private static void llama(String name, int vocabulary, int layers) throws IOException {
        String config = """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": %d, "hidden_size": 24,
                 "intermediate_size": 32, "num_hidden_layers": %d, "num_attention_heads": 2,
                 "max_position_embeddings": 128}
                """.formatted(vocabulary, layers);
        ModelFolder.initialize(folder.resolve(name), Json.parse(config, name), name, 9, DType.F32, CPU);
    }

    private static Recipe recipe(String parts) {
        return workshop.recipe("none", """
                model: {config: omni, init_seed: 2, parts: %s}
                data: {path: seen.jsonl, format: chat, field: messages}
                objective: {name: sft}
                steps: 1
                """.formatted(parts));
    }

    private static Map<String, Tensor> begun(String parts) {
        Recipe recipe = recipe(parts);
        return RunSetup.model(recipe, RunSetup.files(recipe), new GradBackend(CPU, new CpuGradients(CPU), false))
                .parameters()
                .all();
    }

    private static float[] values(Map<String, Tensor> all, String name) {
        return java.util.Objects.requireNonNull(all.get(name), name).toFloats();
    }

    @Test
    void partsComeFromTheirCheckpointsAndTheRestIsFresh() {
        Map<String, Tensor> fresh = begun("[]");
        Map<String, Tensor> all = begun("""
                [{at: language_model, checkpoint: words-alone},
                 {at: senses.image.encoder, checkpoint: llava, from: vision_tower}]""");
        assertEquals(fresh.keySet(), all.keySet());
        Checkpoint llava = ModelSource.open(folder.resolve("llava")).weights();
        Checkpoint words = ModelSource.open(folder.resolve("words-alone")).weights();
        int given = 0;
        for (String name : all.keySet()) {
            float[] own = values(all, name);
            String rest = name.replaceFirst("^(language_model|senses\\.image\\.encoder)\\.", "");
            if (name.equals("language_model.model.embed_tokens.weight")
                    || name.equals("language_model.lm_head.weight")) {
                float[] known = words.tensor(rest).toFloats();
                assertEquals(300 * 24, known.length);
                assertArrayEquals(known, Arrays.copyOf(own, known.length), name);
                assertArrayEquals(
                        Arrays.copyOfRange(values(fresh, name), known.length, own.length),
                        Arrays.copyOfRange(own, known.length, own.length),
                        name);
                given++;
            } else if (name.startsWith("language_model.")) {
                assertArrayEquals(words.tensor(rest).toFloats(), own, name);
                given++;
            } else if (name.startsWith("senses.image.encoder.")) {
                assertArrayEquals(llava.tensor("vision_tower." + rest).toFloats(), own, name);
                given++;
            } else {
                assertArrayEquals(values(fresh, name), own, name);
            }
        }
        assertTrue(given > 20 && given < all.size());
    }

    /** Rows of queries and keys lie in another order in the file. */
    @Test
    void aGgufFileGivesTheSame() {
        Map<String, Tensor> folders = begun("[{at: language_model, checkpoint: words-alone}]");
        Map<String, Tensor> files = begun("[{at: language_model, checkpoint: words.gguf}]");
        folders.forEach((name, tensor) -> assertArrayEquals(tensor.toFloats(), values(files, name), name));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused("[{at: language_model, checkpoint: wider}]", "has shape [330, 24]");
        refused("[{at: language_model, checkpoint: llava}]", "has no model.");
        refused("[{at: senses.image.encoder, checkpoint: llava, from: vision}]", "no parameter below 'vision'");
        refused("[{at: outputs.image, checkpoint: words-alone}]", "has no projector.");
        refused("[{at: language_model.model, checkpoint: words-alone, from: model.layers}]", "has no model.layers.");
        refused("[{at: language_model, checkpoint: deeper}]", "does not have: model.layers.1.");
    }

    @Test
    void aRecipeSaysWhatGoesTogether() {
        for (String model : List.of(
                "{checkpoint: omni, parts: [{at: language_model, checkpoint: words-alone}]}",
                "{config: omni, parts: [{at: a, checkpoint: llava}, {at: a, checkpoint: llava}]}",
                "{config: omni, parts: [{at: a, checkpoint: nowhere}]}")) {
            FormatException e = assertThrows(
                    FormatException.class,
                    () -> workshop.recipe("none", "model: " + model + "\ndata: {path: seen.jsonl}\nsteps: 1\n"));
            assertTrue(String.valueOf(e.getMessage()).contains("model.parts"), e.getMessage());
        }
        List<Path> read = RunInputs.files(recipe("[{at: language_model, checkpoint: words-alone}]"));
        assertTrue(read.contains(folder.resolve("words-alone/model.safetensors")), read::toString);
        assertTrue(read.contains(folder.resolve("omni/processor_config.json")), read::toString);
        assertTrue(read.contains(folder.resolve("omni/generator/unet/config.json")), read::toString);
    }

    private static void refused(String parts, String why) {
        FormatException e = assertThrows(FormatException.class, () -> begun(parts));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains("\n"));
    }
}
