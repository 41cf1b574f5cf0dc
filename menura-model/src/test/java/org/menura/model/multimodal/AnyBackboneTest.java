package org.menura.model.multimodal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.model.TestData;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Registry;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** LLaVA's eyes before the language models of the recorded cases. */
class AnyBackboneTest {
    private static final CpuBackend OPS = new CpuBackend(2);
    private static final int PLACEHOLDER = 3;

    /** The text part of a recorded case, and eyes that are drawn. */
    private record Combined(CheckpointParameters text, RandomParameters eyes) implements Parameters {
        private static final String PREFIX = "language_model.";

        @Override
        public boolean gives(String name) {
            return true;
        }

        @Override
        public boolean has(String name) {
            return name.startsWith(PREFIX) && text.has(name.substring(PREFIX.length()));
        }

        @Override
        public Tensor get(String name, Shape shape, Init init) {
            return name.startsWith(PREFIX)
                    ? text.get(name.substring(PREFIX.length()), shape, init)
                    : eyes.get(name, shape, Init.normal(0.3));
        }

        @Override
        public Shape shape(String name) {
            return text.shape(name.substring(PREFIX.length()));
        }

        @Override
        public void skip(String name) {}

        @Override
        public void finish() {}
    }

    private static MultimodalModel model(String textCase) {
        return model(textCase, "4.57.1");
    }

    private static MultimodalModel model(String textCase, String release) {
        ModelSource text = ModelSource.open(TestData.path("golden/" + textCase));
        ObjectNode vision = JsonNodeFactory.instance.objectNode();
        vision.put("hidden_size", 8).put("intermediate_size", 12).put("num_hidden_layers", 2);
        vision.put("num_attention_heads", 2).put("image_size", 4).put("patch_size", 2);
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("image_token_index", PLACEHOLDER);
        config.put("transformers_version", release);
        config.<ObjectNode>set("text_config", (JsonNode) text.config()).set("vision_config", vision);
        Parameters parameters = new Combined(new CheckpointParameters(text.weights()), new RandomParameters(7));
        return Llava.build(
                new Config(config, "config"),
                Weights.of(parameters, OPS),
                (c, w) -> Registry.build(ModelKind.DECODER, c, w));
    }

    private static Tensor pixels(int pictures) {
        Random random = new Random(5);
        float[] values = new float[pictures * 3 * 4 * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, pictures, 3, 4, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-gqa",
                "mistral-sliding",
                "mixtral-4e",
                "olmo2",
                "qwen3",
                "gemma",
                "gemma2",
                "phi3",
                "gpt2",
                "gpt-neox",
                "opt",
                "bloom",
                "falcon-7b-style",
                "starcoder2",
                "mamba",
                "mamba2",
                "rwkv4"
            })
    void anyBackboneTakesPicturesForWords(String textCase) {
        MultimodalModel model = model(textCase);
        CausalModel backbone = model.backbone();
        InputModality sense = model.sense(Modality.IMAGE);
        Features seen = sense.perceive(Inputs.of(pixels(1)));
        int[] ids = Placeholders.repeated(sense.placeholder(), new int[] {5, 9, PLACEHOLDER, 11, 8, 12}, seen);
        assertEquals(9, ids.length);
        int vocabulary = backbone.vocabulary();

        float[] whole = backbone.forward(Placeholders.filled(model, ForwardBatch.whole(ids), sense, seen))
                .toFloats();
        float[] blind = backbone.forward(ForwardBatch.whole(ids)).toFloats();
        assertArrayEquals(Arrays.copyOf(blind, 2 * vocabulary), Arrays.copyOf(whole, 2 * vocabulary), 1e-4f);
        assertTrue(difference(whole, blind, 6 * vocabulary, 9 * vocabulary) > 1e-3, "the picture makes no difference");

        SequenceState state = backbone.newState();
        int[] prompt = Arrays.copyOf(ids, 7);
        backbone.forward(Placeholders.filled(model, ForwardBatch.next(List.of(prompt), List.of(state)), sense, seen));
        for (int i = 7; i < ids.length; i++) {
            float[] next = backbone.forward(ForwardBatch.next(List.of(new int[] {ids[i]}), List.of(state)))
                    .toFloats();
            float[] expected = Arrays.copyOfRange(whole, i * vocabulary, (i + 1) * vocabulary);
            assertArrayEquals(expected, next, 2e-3f, "token " + i);
        }
    }

    private static double difference(float[] a, float[] b, int from, int to) {
        return IntStream.range(from, to)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .max()
                .orElseThrow();
    }

    /** Gemma of transformers 5.4 to 5.24 multiplies embeddings of tokens alone by the root of its width. */
    @ParameterizedTest
    @CsvSource({"gemma, 5.3.0, false", "gemma, 5.24.0, true", "gemma2, 5.4.0, true", "gemma3-text, 5.24.0, false"})
    void whatGemmaMultipliesIsAsInTheReleaseThatSavedIt(String textCase, String release, boolean tokensAlone) {
        Tensor before = model(textCase)
                .sense(Modality.IMAGE)
                .perceive(Inputs.of(pixels(1)))
                .rows();
        Tensor now = model(textCase, release)
                .sense(Modality.IMAGE)
                .perceive(Inputs.of(pixels(1)))
                .rows();
        float factor = tokensAlone ? (float) (1 / Math.sqrt(before.dim(1))) : 1;
        assertArrayEquals(OPS.affine(before, factor, 0).toFloats(), now.toFloats(), 1e-6f);
    }

    @Test
    void severalPicturesGoWhereTheyBelong() {
        MultimodalModel model = model("llama-gqa");
        InputModality sense = model.sense(Modality.IMAGE);
        Tensor both = pixels(2);
        Features seen = sense.perceive(Inputs.of(both));
        int[] ids = Placeholders.repeated(sense.placeholder(), new int[] {5, PLACEHOLDER, 9, PLACEHOLDER, 7}, seen);
        float[] together = model.backbone()
                .forward(Placeholders.filled(model, ForwardBatch.whole(ids), sense, seen))
                .toFloats();

        Tensor turned = OPS.gatherRows(both.reshape(2, 48), new int[] {1, 0}).reshape(2, 3, 4, 4);
        Features swapped = sense.perceive(Inputs.of(turned));
        int vocabulary = model.backbone().vocabulary();
        float[] other = model.backbone()
                .forward(Placeholders.filled(model, ForwardBatch.whole(ids), sense, swapped))
                .toFloats();
        assertTrue(difference(together, other, vocabulary, 2 * vocabulary) > 1e-3);
        assertEquals(0, difference(together, other, 0, vocabulary), 1e-6);
    }

    @Test
    void countsThatDoNotFitAreRefused() {
        MultimodalModel model = model("llama-gqa");
        InputModality sense = model.sense(Modality.IMAGE);
        Features seen = sense.perceive(Inputs.of(pixels(2)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Placeholders.filled(model, ForwardBatch.whole(new int[] {PLACEHOLDER, 4}), sense, seen));
        assertEquals(
                "this model takes no input of the kind audio; it takes text, image",
                assertThrows(FormatException.class, () -> model.sense(Modality.AUDIO))
                        .getMessage());
    }
}
