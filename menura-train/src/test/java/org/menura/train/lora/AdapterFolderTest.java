package org.menura.train.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.gguf.GgufExport;
import org.menura.model.gguf.GgufModels;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TestData;

class AdapterFolderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int[] IDS = {3, 9, 27, 14, 5, 31};

    @TempDir
    private Path folder;

    private static CpuBackend exact() {
        return new CpuBackend(CpuOptions.fastest().withThreads(1).withExact(true));
    }

    /** What PEFT saved, read and written again: the same bytes of weights, and the same config but for what differs. */
    @ParameterizedTest
    @CsvSource({"lora, 4, 8, false", "lora-all-linear, 3, 6, true"})
    void writesWhatPeftWrites(String name, int rank, double alpha, boolean rankStabilized) throws IOException {
        Path peft = TestData.path("golden/" + name + "/adapter");
        LoraConfig config = new LoraConfig(rank, alpha, rankStabilized, false, List.of(LoraConfig.ALL_LINEAR));
        TrainableAdapters adapters = new TrainableAdapters(config, PeftAdapter.open(peft));
        Models.decoder(ModelSource.open(peft.resolveSibling("base")), exact(), adapters);
        Path out = folder.resolve("out");

        AdapterFolder.write(out, adapters, "../base", false);

        assertArrayEquals(
                Files.readAllBytes(peft.resolve("adapter_model.safetensors")),
                Files.readAllBytes(out.resolve("adapter_model.safetensors")));
        ObjectNode expected = config(peft);
        ObjectNode written = config(out);
        assertEquals(List.copyOf(names(expected)), List.copyOf(names(written)));
        assertEquals(set(expected.remove("target_modules")), set(written.remove("target_modules")));
        assertEquals("0.05", expected.remove("lora_dropout").asText());
        assertEquals("0.0", written.remove("lora_dropout").asText());
        for (String pattern : List.of("rank_pattern", "alpha_pattern")) {
            JsonNode byName = expected.remove(pattern); // PEFT was given the names of modules, here stand their paths
            JsonNode byPath = written.remove(pattern);
            byPath.properties()
                    .forEach(e -> assertEquals(
                            byName.get(e.getKey().substring(e.getKey().lastIndexOf('.') + 1)), e.getValue()));
            assertEquals(2 * byName.size(), byPath.size());
        }
        assertEquals(expected, written);
        assertThrows(FileAlreadyExistsException.class, () -> AdapterFolder.write(out, adapters, "../base", false));
    }

    private static ObjectNode config(Path adapter) throws IOException {
        return (ObjectNode) JSON.readTree(adapter.resolve("adapter_config.json").toFile());
    }

    private static Set<String> names(ObjectNode node) {
        Set<String> out = new LinkedHashSet<>();
        node.fieldNames().forEachRemaining(out::add);
        return out;
    }

    private static Set<String> set(JsonNode array) {
        Set<String> out = new TreeSet<>();
        array.forEach(e -> out.add(e.asText()));
        return out;
    }

    /** What is taught over a file that orders its rows otherwise is saved in the order of checkpoints. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa", "gpt2", "falcon-40b-style"})
    void taughtOverGguf(String name) throws IOException {
        ModelSource model = ModelSource.open(TestData.path("golden/" + name));
        Path file = folder.resolve("model.gguf");
        GgufExport.write(model.fields(), model.weights(), null, "test", file, FileType.Q8_0, GgufWriter.Progress.NONE);
        ModelSource gguf = ModelSource.open(file);
        for (boolean dora : new boolean[] {false, true}) {
            TrainableAdapters adapters = new TrainableAdapters(
                    new LoraConfig(2, 3, true, dora, List.of(LoraConfig.ALL_LINEAR)), 1, gguf.rows());
            CausalModel taught = Models.decoder(gguf, exact(), adapters);
            change(adapters);
            Path out = folder.resolve("out" + dora);
            AdapterFolder.write(out, adapters, "model.gguf", false);
            float[] expected = taught.forward(ForwardBatch.whole(IDS)).toFloats();

            PeftAdapter saved = PeftAdapter.open(out);
            CausalModel again = Models.decoder(gguf, exact(), saved);
            assertArrayEquals(expected, again.forward(ForwardBatch.whole(IDS)).toFloats(), 1e-4f);
            assertEquals(name.equals("gpt2"), config(out).get("fan_in_fan_out").asBoolean());

            TrainableAdapters resumed = new TrainableAdapters(adapters.config(), saved, gguf.rows());
            CausalModel onward = Models.decoder(gguf, exact(), resumed);
            assertArrayEquals(expected, onward.forward(ForwardBatch.whole(IDS)).toFloats(), 1e-4f);

            // The same file as a checkpoint, whose layers are ordered as PEFT knows them.
            ModelSource decoded = model.withWeights(
                    GgufModels.toHuggingFace(GgufFile.open(file)).weights());
            CausalModel original = Models.decoder(decoded, exact(), saved);
            assertArrayEquals(
                    expected, original.forward(ForwardBatch.whole(IDS)).toFloats(), 1e-3f);
        }
    }

    /** An update of DoRA begins with the lengths of rows, the factors included that a file has beside its weights. */
    @ParameterizedTest
    @ValueSource(strings = {"NVFP4", "NVFP4_MOE"})
    void beginsAsTheModelThatItIsOver(String name) {
        ModelSource gguf = ModelSource.open(TestData.path("gguf/" + name + ".gguf"));
        TrainableAdapters adapters =
                new TrainableAdapters(new LoraConfig(2, 3, true, true, List.of(LoraConfig.ALL_LINEAR)), 1, gguf.rows());
        CausalModel taught = Models.decoder(gguf, exact(), adapters);
        CausalModel base = Models.decoder(gguf, exact(), Adapters.NONE);
        assertArrayEquals(
                base.forward(ForwardBatch.whole(IDS)).toFloats(),
                taught.forward(ForwardBatch.whole(IDS)).toFloats(),
                1e-3f);
    }

    private static void change(TrainableAdapters adapters) {
        for (Parameter t : adapters.trainables()) {
            Random random = new Random(t.name().hashCode());
            float[] values = t.value().floats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
        }
    }

    @Test
    void namesOfModulesWhereTheyWillDo() {
        Path base = TestData.path("golden/lora/base");
        TrainableAdapters all = adapters(base, LoraConfig.ALL_LINEAR);
        assertEquals(
                Set.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"), all.targets());
        TrainableAdapters one = adapters(base, "layers.1.self_attn.q_proj");
        assertEquals(Set.of("model.layers.1.self_attn.q_proj"), one.targets());
    }

    private static TrainableAdapters adapters(Path base, String target) {
        TrainableAdapters out = new TrainableAdapters(new LoraConfig(2, 3, false, false, List.of(target)), 1);
        Models.decoder(ModelSource.open(base), exact(), out);
        return out;
    }
}
