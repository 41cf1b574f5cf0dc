package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.Checkpoint;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.adapter.AdaptedModel;
import org.menura.model.adapter.AdaptedWeights;
import org.menura.model.adapter.AdapterSelection;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.adapter.SwitchableAdapters;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.RandomAdapter;
import org.menura.model.weights.Adapters;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

/** Files order the outputs of some layers otherwise than checkpoints, and adapters must follow them. */
class AdaptersOverGgufTest {
    private static final int[] IDS =
            IntStream.range(0, 11).map(i -> 3 + i * 7 % 40).toArray();

    @TempDir
    private Path folder;

    private static CpuBackend exact() {
        return new CpuBackend(CpuOptions.fastest().withThreads(1).withExact(true));
    }

    private static float[] logits(CausalModel model) {
        return model.forward(ForwardBatch.whole(IDS)).toFloats();
    }

    private ModelSource gguf(ModelSource model, FileType type) throws IOException {
        Path file = folder.resolve("model.gguf");
        GgufExport.write(model.fields(), model.weights(), null, "test", file, type, GgufWriter.Progress.NONE);
        return ModelSource.open(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-gqa",
                "llama-bias",
                "mixtral-4e",
                "olmo",
                "qwen3",
                "gpt2",
                "gpt-bigcode",
                "gpt-neox",
                "bloom",
                "falcon-7b-style",
                "falcon-40b-style",
                "phi3",
                "gemma2",
                "mamba",
                "rwkv6-pth"
            })
    void eachFamilyAddsTheSame(String name) throws IOException {
        ModelSource model = ModelSource.open(TestData.path("golden/" + name));
        for (boolean dora : new boolean[] {false, true}) {
            PeftAdapter adapter = PeftAdapter.open(RandomAdapter.write(folder.resolve("a" + dora), model, 5, dora));
            float[] expected = logits(Models.decoder(model, exact(), adapter));

            ModelSource file = gguf(model, FileType.F32);
            float[] alone = logits(Models.decoder(file, exact(), adapter));
            SwitchableAdapters switchable = new SwitchableAdapters(file.rows());
            CausalModel base = Models.decoder(file, exact(), switchable);
            switchable.load("a", adapter);
            float[] chosen = logits(new AdaptedModel(base, switchable.select(AdapterSelection.of("a"))));

            assertEquals(0, GgufTests.difference(expected, alone), 1e-4);
            assertEquals(0, GgufTests.difference(alone, chosen));
            double change = GgufTests.difference(logits(base), chosen);
            assertTrue(change > 0.01, "the adapter changes nothing: " + change);
        }
    }

    /** What a quantised file stores, decoded, with the update added to it, is what runs. */
    @ParameterizedTest
    @ValueSource(strings = {"Q8_0", "Q4_0"})
    void overQuantisedWeights(String type) throws IOException {
        ModelSource model = ModelSource.open(TestData.path("golden/llama-mha"));
        PeftAdapter adapter = PeftAdapter.open(RandomAdapter.write(folder.resolve("a"), model, 5, false));
        ModelSource file = gguf(model, FileType.valueOf(type));
        Checkpoint weights =
                GgufModels.toHuggingFace(GgufFile.open(file.path())).weights();
        assertTrue(weights.names().stream().anyMatch(n -> weights.dtype(n).isQuantized()));

        float[] running = logits(Models.decoder(file, exact(), adapter));
        Checkpoint merged =
                new PeftAdapters(adapter).merged(file.config(), weights).weights();
        float[] expected = logits(Models.decoder(model.withWeights(merged), exact(), Adapters.NONE));

        assertEquals(0, GgufTests.difference(expected, running), 1e-4);
    }

    /** Updates are added to products that are multiplied by their factors, and lengths are of weights with them. */
    @ParameterizedTest
    @CsvSource({"NVFP4,false", "NVFP4,true", "NVFP4_MOE,false", "NVFP4_MOE,true"})
    void overWeightsWithFactors(String name, boolean dora) {
        ModelSource file = ModelSource.open(TestData.path("gguf/" + name + ".gguf"));
        PeftAdapter adapter = PeftAdapter.open(RandomAdapter.write(folder.resolve("a"), file, 5, dora));
        GgufModels.Translated plain = GgufModels.toHuggingFace(GgufFile.open(file.path()));

        float[] running = logits(Models.decoder(file, exact(), adapter));
        AdaptedWeights merged = new PeftAdapters(adapter).merged(plain.config(), plain.weights());
        float[] expected = logits(Models.decoder(file.with(merged), exact(), Adapters.NONE));

        SwitchableAdapters switchable = new SwitchableAdapters(file.rows());
        Models.decoder(file, exact(), switchable);
        switchable.load("a", adapter);
        Checkpoint inPlace = switchable.merge(file.weights(), switchable.select(AdapterSelection.of("a")));

        assertEquals(0, GgufTests.difference(expected, running), 1e-4);
        float[] mergedInPlace = logits(Models.decoder(file.withWeights(inPlace), exact(), Adapters.NONE));
        assertEquals(0, GgufTests.difference(expected, mergedInPlace), 1e-4);
        assertTrue(GgufTests.difference(logits(Models.decoder(file, exact(), Adapters.NONE)), running) > 0.01);
    }
}
