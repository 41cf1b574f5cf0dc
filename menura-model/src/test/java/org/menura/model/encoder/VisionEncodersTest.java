package org.menura.model.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.Observer;
import org.menura.model.TestData;
import org.menura.model.layer.GridPositions;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

class VisionEncodersTest {
    private static final CpuBackend OPS = new CpuBackend(2);

    private static final String SMALL = "{'hidden_size': 32, 'intermediate_size': 8, 'num_hidden_layers': 1,"
            + " 'num_attention_heads': 4, 'image_size': 8, 'patch_size': 4, 'vocab_size': 8,"
            + " 'max_position_embeddings': 8, 'encoder_hidden_size': 32}";

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "c.json");
    }

    /** A config in which all sizes are small that are not given. */
    private static Config config(String fields) {
        ObjectNode all = json(SMALL);
        for (String part : List.of("text_config", "vision_config", "qformer_config")) {
            all.set(part, json(SMALL));
        }
        json(fields).properties().forEach(f -> {
            if (f.getValue() instanceof ObjectNode part) {
                ((ObjectNode) all.get(f.getKey())).setAll(part);
            } else {
                all.set(f.getKey(), f.getValue());
            }
        });
        return new Config(all, "c.json");
    }

    private static Object build(String fields) {
        Config c = config(fields);
        return Registry.build(ModelKind.ANY, c, Weights.of(new RandomParameters(1), OPS));
    }

    private static Tensor pixels(int pictures, int height, int width) {
        float[] values = new float[pictures * 3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.37 * i + i % 7);
        }
        return Tensor.of(values, pictures, 3, height, width);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model_type': 'vit', 'architectures': ['ViTForMaskedImageModeling']} | architectures",
                "{'model_type': 'vit', 'hidden_size': 30} | num_attention_heads",
                "{'model_type': 'vit', 'image_size': [224, 200]} | image_size",
                "{'model_type': 'vit', 'patch_size': 300} | patch_size",
                "{'model_type': 'clip', 'architectures': ['CLIPForImageClassification']} | architectures",
                "{'model_type': 'clip_text_model', 'hidden_act': 'mish'} | hidden_act",
                "{'model_type': 'siglip', 'text_config': {'num_attention_heads': 7}} | num_attention_heads",
                "{'model_type': 'llava', 'vision_config': {'model_type': 'pixtral'}} | model_type",
                "{'model_type': 'llava', 'vision_feature_select_strategy': 'cls'} | vision_feature_select_strategy",
                "{'model_type': 'llava', 'vision_feature_layer': -40} | vision_feature_layer",
                "{'model_type': 'blip-2', 'qformer_config': {'use_qformer_text_input': true}} | use_qformer_text_input",
                "{'model_type': 'blip_2_qformer', 'position_embedding_type': 'relative_key'} | position_embedding_type"
            })
    void whatIsNotSupportedIsNamed(String json, String field) {
        FormatException e = assertThrows(FormatException.class, () -> build(json.strip()));
        assertTrue(e.getMessage().contains(field.strip()), e.getMessage());
    }

    @Test
    void picturesOfAnotherSizeAreRefused() {
        Vit vit = (Vit) Models.open(ModelKind.IMAGE_ENCODER, ModelSource.open(TestData.path("golden/vit-model")), OPS);
        FormatException e = assertThrows(FormatException.class, () -> vit.encode(pixels(1, 16, 20)));
        assertEquals(
                "pictures of 20 x 16 pixels for a model made for 16 x 16 (image_size); resize them first",
                e.getMessage());
        assertThrows(FormatException.class, () -> vit.encode(Tensor.of(new float[16 * 16], 1, 1, 16, 16)));
    }

    @Test
    void positionsAreBroughtToOtherSizes() {
        Vit vit = (Vit) Models.open(ModelKind.IMAGE_ENCODER, ModelSource.open(TestData.path("golden/vit-model")), OPS);
        Features usual = vit.encode(pixels(2, 16, 16));
        Features same = vit.tower().encodeInterpolated(pixels(2, 16, 16), Observer.NONE);
        assertArrayEquals(usual.rows().toFloats(), same.rows().toFloats(), 1e-6f);
        Features larger = vit.tower().encodeInterpolated(pixels(2, 24, 20), Observer.NONE);
        assertEquals(2 * (1 + 6 * 5), larger.rows().dim(0));
    }

    @Test
    void interpolationIsCubicAndKeepsTheRowsBefore() {
        // A table that grows by 1 per column and by 10 per row of its grid.
        float[] table = new float[1 + 36];
        table[0] = 500;
        for (int i = 0; i < 36; i++) {
            table[1 + i] = i % 6 + 10 * (i / 6);
        }
        float[] out =
                GridPositions.resized(OPS, Tensor.of(table, 37, 1), 1, 12, 6).toFloats();
        assertEquals(500, out[0]);
        assertEquals(1 + 72, out.length);
        // Row 6 of 12 lies at 2.75 of 6: the cubic of a = -3/4 weighs rows 1 to 4.
        double row = -0.03515625 + 2 * 0.26171875 + 3 * 0.87890625 - 4 * 0.10546875;
        assertEquals(3 + 10 * row, out[1 + 6 * 6 + 3], 1e-4);
        assertEquals(2 + 10 * (5 - row), out[1 + 5 * 6 + 2], 1e-4);
    }

    @Test
    void towersGiveStatesOfSeveralLayers() {
        ClipVision clip =
                (ClipVision) Models.open(ModelKind.DUAL_ENCODER, ModelSource.open(TestData.path("golden/clip")), OPS)
                        .images();
        List<Tensor> states = clip.tower().states(pixels(2, 16, 16), 2, 0, 1);
        assertEquals(3, states.size());
        assertArrayEquals(
                clip.encode(pixels(2, 16, 16)).rows().toFloats(),
                states.getFirst().toFloats(),
                1e-5f);
        assertArrayEquals(
                clip.tower().states(pixels(2, 16, 16), 1).getFirst().toFloats(),
                states.get(2).toFloats(),
                0);
    }

    @Test
    void textsAreFittedToTheirTower() {
        Clip clip = (Clip) Models.open(ModelKind.DUAL_ENCODER, ModelSource.open(TestData.path("golden/clip")), OPS);
        int[] fitted = clip.fitted(IntStream.range(0, 40).toArray());
        assertEquals(16, fitted.length);
        assertEquals(14, fitted[14]);
        assertEquals(39, fitted[15]);
        Siglip siglip =
                (Siglip) Models.open(ModelKind.DUAL_ENCODER, ModelSource.open(TestData.path("golden/siglip")), OPS);
        assertArrayEquals(new int[] {7, 8, 1, 1, 1, 1, 1, 1, 1, 1}, siglip.fitted(new int[] {7, 8}));
        assertArrayEquals(new int[] {7, 8, 0, 0, 0, 0, 0, 0, 0, 0}, siglip.fitted(new int[] {7, 8}, OptionalInt.of(0)));
        assertArrayEquals(
                new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 39},
                siglip.fitted(IntStream.range(0, 40).toArray()),
                "the end stays");
        assertEquals(
                32,
                siglip.embedTexts(ForwardBatch.whole(siglip.fitted(new int[] {7})))
                        .dim(1));
    }
}
