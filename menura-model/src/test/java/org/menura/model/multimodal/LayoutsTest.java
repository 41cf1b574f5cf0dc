package org.menura.model.multimodal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.Checkpoint;
import org.menura.format.Modality;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.Observer;
import org.menura.model.TestData;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** The same model under the names of other releases, and with batches of other shapes. */
class LayoutsTest {
    private static final CpuBackend OPS = new CpuBackend(2);

    /** A checkpoint under other names. */
    private record Moved(Checkpoint inner, UnaryOperator<String> older, Set<String> names) implements Checkpoint {
        @Override
        public DType dtype(String name) {
            return inner.dtype(older.apply(name));
        }

        @Override
        public Shape shape(String name) {
            return inner.shape(older.apply(name));
        }

        @Override
        public Tensor tensor(String name) {
            return inner.tensor(older.apply(name));
        }

        @Override
        public String source() {
            return inner.source();
        }
    }

    private static String newer(String name) {
        if (name.startsWith("language_model.model.")) {
            return "model.language_model." + name.substring("language_model.model.".length());
        }
        return name.startsWith("language_model.lm_head") ? name.substring("language_model.".length()) : "model." + name;
    }

    private static String older(String name) {
        if (name.startsWith("model.language_model.")) {
            return "language_model.model." + name.substring("model.language_model.".length());
        }
        return name.startsWith("lm_head") ? "language_model." + name : name.substring("model.".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llava", "paligemma"})
    void newerNamesLoad(String name) {
        ModelSource source = ModelSource.open(TestData.path("golden/" + name));
        Set<String> names =
                source.weights().names().stream().map(LayoutsTest::newer).collect(Collectors.toSet());
        assertTrue(names.contains("model.language_model.norm.weight"));
        ModelSource moved = source.withWeights(new Moved(source.weights(), LayoutsTest::older, names));
        assertArrayEquals(
                logits(Models.open(ModelKind.MULTIMODAL, source, OPS), name),
                logits(Models.open(ModelKind.MULTIMODAL, moved, OPS), name),
                0);
    }

    /** So that transformers knows what is taught beside them. */
    @ParameterizedTest
    @CsvSource({"llava, false", "llava, true", "paligemma, true", "idefics3, false", "blip2, false"})
    void adaptersNameLayersAsTheirFileDoes(String name, boolean newer) {
        ModelSource given = ModelSource.open(TestData.path("golden/" + name));
        Set<String> newerNames =
                given.weights().names().stream().map(LayoutsTest::newer).collect(Collectors.toSet());
        ModelSource source =
                newer ? given.withWeights(new Moved(given.weights(), LayoutsTest::older, newerNames)) : given;
        Set<String> layers = new HashSet<>();
        Adapters collecting = (path, _) -> {
            layers.add(path + ".weight");
            return List::of;
        };
        Models.build(
                ModelKind.MULTIMODAL, source.fields(), new CheckpointParameters(source.weights()), OPS, collecting);
        assertTrue(layers.size() > 20, layers.toString());
        layers.removeAll(source.weights().names());
        assertEquals(Set.of(), layers);
    }

    private static float[] logits(MultimodalModel model, String name) {
        Checkpoint golden = SafetensorsFile.open(TestData.path("golden/" + name + "/golden.safetensors"));
        InputModality sense = model.sense(Modality.IMAGE);
        Features seen = sense.perceive(Inputs.of(golden.tensor("pixel_values")));
        Tensor ids = golden.tensor("input_ids");
        int[] all = Arrays.stream(ids.toLongs()).mapToInt(i -> (int) i).toArray();
        int[] first = Arrays.copyOf(all, ids.dim(1));
        int[] second = Arrays.copyOfRange(all, ids.dim(1), all.length);
        return model.backbone()
                .forward(Placeholders.filled(model, ForwardBatch.whole(first, second), sense, seen))
                .toFloats();
    }

    @Test
    void promptsOfDifferentLengthsAreReadInBothDirections() {
        MultimodalModel model =
                Models.open(ModelKind.MULTIMODAL, ModelSource.open(TestData.path("golden/paligemma")), OPS);
        InputModality sense = model.sense(Modality.IMAGE);
        Checkpoint golden = SafetensorsFile.open(TestData.path("golden/paligemma/golden.safetensors"));
        Features seen = sense.perceive(Inputs.of(golden.tensor("pixel_values")));
        int[] shorter = Placeholders.repeated(sense.placeholder(), new int[] {79, 1, 30}, one(seen, 0));
        int[] longer = Placeholders.repeated(sense.placeholder(), new int[] {79, 1, 30, 40, 50}, one(seen, 1));
        float[] together = model.backbone()
                .forward(Placeholders.filled(model, ForwardBatch.whole(shorter, longer), sense, seen))
                .toFloats();
        int vocabulary = model.backbone().vocabulary();
        float[] a = model.backbone()
                .forward(Placeholders.filled(model, ForwardBatch.whole(shorter), sense, one(seen, 0)))
                .toFloats();
        float[] b = model.backbone()
                .forward(Placeholders.filled(model, ForwardBatch.whole(longer), sense, one(seen, 1)))
                .toFloats();
        assertArrayEquals(a, Arrays.copyOf(together, shorter.length * vocabulary), 1e-4f);
        assertArrayEquals(b, Arrays.copyOfRange(together, shorter.length * vocabulary, together.length), 1e-4f);
    }

    private static Features one(Features all, int picture) {
        int from = all.segments().start(picture);
        int to = all.segments().end(picture);
        return new Features(all.rows().rows(from, to), Segments.ofLengths(to - from));
    }

    @Test
    void maskedPatchesOfAPictureAreNotLookedAt() {
        MultimodalModel model =
                Models.open(ModelKind.MULTIMODAL, ModelSource.open(TestData.path("golden/idefics3")), OPS);
        float[] pixels = new float[3 * 16 * 16];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(i);
        }
        boolean[] seen = new boolean[16 * 16];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = i / 16 < 8; // the upper half
        }
        InputModality sense = model.sense(Modality.IMAGE);
        Features before = sense.perceive(new Inputs(Tensor.of(pixels.clone(), 1, 3, 16, 16), seen));
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] += i % 256 / 16 < 8 ? 0 : 3;
        }
        Features after = sense.perceive(new Inputs(Tensor.of(pixels, 1, 3, 16, 16), seen));
        int width = before.rows().dim(1);
        float[] a = before.rows().toFloats();
        float[] b = after.rows().toFloats();
        assertEquals(4, before.rows().dim(0));
        assertArrayEquals(Arrays.copyOf(a, 2 * width), Arrays.copyOf(b, 2 * width), 1e-5f);
        assertTrue(Math.abs(a[3 * width] - b[3 * width]) > 1e-3);
    }

    @Test
    void aResamplerMakesEquallyManyRowsOfAnyNumber() {
        var weights = Weights.of(new RandomParameters(3), OPS);
        PerceiverResampler resampler = new PerceiverResampler(weights, new PerceiverResampler.Sizes(6, 4, 2, 2, 3, 8));
        Tensor rows = Tensor.of(new float[7 * 6], 7, 6);
        for (int i = 0; i < 42; i++) {
            rows.floats()[i] = (float) Math.cos(i * 1.7);
        }
        Features both = resampler.project(new Features(rows, Segments.ofLengths(5, 2)), Observer.NONE);
        assertEquals(8, both.rows().dim(0));
        assertEquals(4, both.segments().length(1));
        // Each input is looked at alone, in whatever order its rows come.
        Tensor turned = OPS.gatherRows(rows, new int[] {6, 5});
        Features second = resampler.project(new Features(turned, Segments.ofLengths(2)), Observer.NONE);
        assertArrayEquals(both.rows().rows(4, 8).toFloats(), second.rows().toFloats(), 1e-5f);
        assertTrue(List.of(0, 1).stream()
                .anyMatch(
                        i -> Math.abs(both.rows().toFloats()[i] - second.rows().toFloats()[i]) > 1e-6));
    }
}
