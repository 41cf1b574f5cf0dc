package org.menura.model.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.hf.PeftAdapter;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.model.TestData;
import org.menura.model.adapter.AdaptedModel;
import org.menura.model.adapter.AdapterSelection;
import org.menura.model.adapter.AdapterUpdates;
import org.menura.model.adapter.SwitchableAdapters;
import org.menura.model.weights.Adapters;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

class SwitchableAdaptersTest {
    private static final CpuBackend OPS =
            new CpuBackend(CpuOptions.fastest().withThreads(2).withExact(true));

    @TempDir
    private Path folder;

    private static int[] ids(int from, int count) {
        return IntStream.range(from, from + count).map(i -> 3 + i * 7 % 40).toArray();
    }

    private static float[] logits(CausalModel model, int... ids) {
        return model.forward(ForwardBatch.whole(ids)).toFloats();
    }

    private static ModelSource golden(String name) {
        return ModelSource.open(TestData.path("golden/" + name));
    }

    private PeftAdapter adapter(ModelSource model, int seed) {
        return PeftAdapter.open(RandomAdapter.write(folder.resolve("a" + seed), model, seed, seed % 2 == 1));
    }

    /** Families whose layers work on some rows only, store weights as [in, out], or keep recurrent states. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa", "mixtral-4e", "gpt2", "falcon-40b-style", "mamba2", "rwkv7-pth"})
    void eachRequestGetsWhatAnEngineOfItsOwnWouldGive(String name) {
        ModelSource model = golden(name);
        PeftAdapter a = adapter(model, 1);
        PeftAdapter b = adapter(model, 2);
        SwitchableAdapters set = new SwitchableAdapters(model.rows());
        CausalModel base = Models.decoder(model, OPS, set);
        set.load("a", a);
        set.load("b", b);
        List<CausalModel> alone = List.of(
                Models.decoder(model, OPS, a),
                Models.decoder(model, OPS, b),
                Models.decoder(model, OPS, Adapters.NONE));
        List<CausalModel> views = List.of(
                new AdaptedModel(base, set.select(AdapterSelection.of("a"))),
                new AdaptedModel(base, set.select(AdapterSelection.of("b"))),
                base);

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(logits(alone.get(i), ids(0, 9)), logits(views.get(i), ids(0, 9)));
            }
        }
        together(alone, views);
        assertFalse(Arrays.equals(logits(alone.get(0), ids(0, 9)), logits(alone.get(1), ids(0, 9))));
    }

    /** Passes with several sequences of each view, prompts of different lengths first and single tokens then. */
    private static void together(List<CausalModel> alone, List<CausalModel> views) {
        int[] which = {0, 2, 1, 0};
        List<CausalModel> models = Arrays.stream(which).mapToObj(views::get).toList();
        List<SequenceState> shared = models.stream().map(CausalModel::newState).toList();
        List<SequenceState> own =
                Arrays.stream(which).mapToObj(i -> alone.get(i).newState()).toList();
        for (int pass = 0; pass < 3; pass++) {
            int p = pass;
            List<int[]> next = IntStream.range(0, which.length)
                    .mapToObj(i -> ids(10 * i + p, p == 0 ? 2 + 3 * i : 1))
                    .toList();
            int[] last = new int[which.length];
            int rows = 0;
            for (int i = 0; i < which.length; i++) {
                rows += next.get(i).length;
                last[i] = rows - 1;
            }
            Tensor all =
                    AdaptedModel.forward(models, ForwardBatch.next(next, shared).withOutputs(last));
            for (int i = 0; i < which.length; i++) {
                int[] tokens = next.get(i);
                float[] expected = alone.get(which[i])
                        .forward(ForwardBatch.next(List.of(tokens), List.of(own.get(i)))
                                .withOutputs(tokens.length - 1))
                        .toFloats();
                float[] got = all.rows(i, i + 1).toFloats();
                assertArrayEquals(expected, got, largest(expected) * 2e-6f, "pass " + pass + ", sequence " + i);
            }
        }
    }

    private static float largest(float[] values) {
        float most = 1;
        for (float v : values) {
            most = Math.max(most, Math.abs(v));
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa", "gpt2", "mixtral-4e"})
    void mergedAgreesWithUnmerged(String name) {
        ModelSource model = golden(name);
        SwitchableAdapters set = new SwitchableAdapters(model.rows());
        CausalModel base = Models.decoder(model, OPS, set);
        set.load("plain", adapter(model, 2));
        set.load("dora", adapter(model, 1));
        float[] before = logits(base, ids(0, 9));
        for (AdapterSelection selection : List.of(
                AdapterSelection.of("plain"),
                AdapterSelection.of("dora"),
                AdapterSelection.of("plain").and("dora", 0.5f),
                AdapterSelection.NONE.and("plain", -0.3f))) {
            AdapterUpdates updates = set.select(selection);
            float[] expected = logits(new AdaptedModel(base, updates), ids(0, 9));
            ModelSource merged = model.withWeights(set.merge(model.weights(), updates));
            float[] got = logits(Models.decoder(merged, OPS, Adapters.NONE), ids(0, 9));
            assertArrayEquals(expected, got, largest(expected) * 1e-5f, selection.toString());
        }
        assertArrayEquals(before, logits(base, ids(0, 9)));
    }

    @Test
    void unloadedAdaptersStayWithThoseWhoHaveThem() {
        ModelSource model = golden("llama-gqa");
        SwitchableAdapters set = new SwitchableAdapters(model.rows());
        CausalModel base = Models.decoder(model, OPS, set);
        set.load("a", adapter(model, 1));
        CausalModel view = new AdaptedModel(base, set.select(AdapterSelection.of("a")));
        float[] before = logits(view, ids(0, 5));

        set.unload("a");

        assertArrayEquals(before, logits(view, ids(0, 5)));
        assertTrue(message(() -> set.select(AdapterSelection.of("a"))).contains("no adapter a"));
        assertTrue(message(() -> set.unload("a")).contains("no adapter a"));
        set.load("b", adapter(model, 2));
        assertTrue(message(() -> set.select(AdapterSelection.of("a"))).endsWith("loaded: b"));
        assertEquals(List.of("b"), set.names());
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        SwitchableAdapters set = new SwitchableAdapters(golden("llama-gqa").rows());
        Models.decoder(golden("llama-gqa"), OPS, set);
        assertTrue(refusal(set, write("model.layers.0.self_attn.q_proj", 5, 4)).contains("does not fit the weight of"));
        assertTrue(refusal(set, write("model.layers.99.self_attn.q_proj", 5, 4)).contains("does not have"));
        PeftAdapter replacing = write("model.norm", 0, 0);
        assertTrue(refusal(set, replacing).contains("whole tensors (model.norm.weight)"));
        assertEquals(List.of(), set.names());
    }

    private PeftAdapter write(String path, int in, int out) throws IOException {
        String name = "base_model.model." + path;
        Map<String, TensorEntry> tensors = in == 0
                ? Map.of(name + ".weight", TensorEntry.of(Tensor.zeros(4)))
                : Map.of(
                        name + ".lora_A.weight", TensorEntry.of(Tensor.zeros(2, in)),
                        name + ".lora_B.weight", TensorEntry.of(Tensor.zeros(out, 2)));
        Files.writeString(folder.resolve("adapter_config.json"), "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":3}");
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of());
        return PeftAdapter.open(folder);
    }

    private static String refusal(SwitchableAdapters set, PeftAdapter adapter) {
        return assertThrows(FormatException.class, () -> set.load("x", adapter)).getMessage();
    }

    private static String message(Runnable wrong) {
        return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
    }

    @Test
    void selections() {
        AdapterSelection two = AdapterSelection.parse(List.of("b=0.5", "a"));
        assertEquals(AdapterSelection.of("a").and("b", 0.5f), two);
        assertEquals("a,b=0.5", two.toString());
        assertEquals("", AdapterSelection.NONE.toString());
        assertTrue(message(() -> AdapterSelection.parse(List.of("a=half"))).contains("a=half"));
        assertTrue(message(() -> AdapterSelection.of("a").and("b", Float.NaN)).contains("NaN"));
    }
}
