package org.menura.model.multimodal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;
import org.menura.model.SequenceState;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;

/** The five-part model of exchangeable parts. */
class OmniTest {
    private static final CpuBackend OPS = new CpuBackend(2);
    private static final int IMAGE = 20;
    private static final int AUDIO = 21;
    private static final String CONFIG = """
            {"architectures": ["OmniForConditionalGeneration"], "model_type": "menura_omni",
             "text_config": {"model_type": "llama", "vocab_size": 24, "hidden_size": 8, "intermediate_size": 12,
                             "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 64},
             "senses": {
              "image": {"token_id": 20, "feature_layer": -1, "drop_class": true,
                        "encoder": {"model_type": "clip_vision_model", "hidden_size": 8, "intermediate_size": 12,
                                    "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": 8, "patch_size": 2},
                        "projector": {"type": "mlp", "pixel_shuffle": 2, "hidden_size": 10}},
              "audio": {"token_id": 21,
                        "encoder": {"model_type": "whisper", "d_model": 8, "encoder_layers": 1,
                                    "encoder_attention_heads": 2, "encoder_ffn_dim": 12, "num_mel_bins": 5,
                                    "max_source_positions": 10},
                        "projector": {"type": "mlp", "stack": 4, "hidden_size": 10}}},
             "outputs": {
              "image": {"token_ids": [22, 23], "condition": {"rows": 3, "width": 6},
                        "projector": {"hidden_size": 8, "num_layers": 1, "num_heads": 2, "intermediate_size": 12}}}}
            """;

    private static ObjectNode config() {
        return (ObjectNode) Json.parse(CONFIG, "test");
    }

    private static MultimodalModel model(JsonNode config) {
        Config c = new Config(config, "test");
        return Models.build(ModelKind.MULTIMODAL, c, new RandomParameters(3), OPS, Adapters.NONE);
    }

    private static Tensor random(long seed, long... sizes) {
        Rng rng = new Rng(seed);
        Tensor t = Tensor.zeros(sizes);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) rng.nextGaussian();
        }
        return t;
    }

    @Test
    void everySenseMakesRowsAndTheOutputAConditionOfThem() {
        MultimodalModel model = model(config());
        Features seen = model.sense(Modality.IMAGE).perceive(Inputs.of(random(1, 2, 3, 8, 8)));
        Features heard = model.sense(Modality.AUDIO).perceive(Inputs.of(random(2, 1, 5, 14)));
        assertEquals(8, seen.rows().dim(0)); // 16 patches each, four of them side by side
        assertEquals(2, heard.rows().dim(0)); // 14 frames, every second one, four of these side by side
        assertEquals(8, heard.rows().dim(1));

        OutputModality image = model.output(Modality.IMAGE);
        assertEquals(List.of(22, 23), image.signals());
        Features condition = image.projector().project(new Features(random(3, 4, 8), Segments.ofLengths(2, 2)));
        assertArrayEquals(new long[] {6, 6}, condition.rows().shape().toArray());
        Features second = image.projector().project(new Features(random(3, 4, 8).rows(2, 4), Segments.ofLengths(2)));
        assertArrayEquals(
                second.rows().toFloats(), condition.rows().rows(3, 6).toFloats(), 1e-5f, "outputs are independent");
        assertEquals(
                "this model puts out nothing of the kind audio; it puts out text, image",
                assertThrows(FormatException.class, () -> model.output(Modality.AUDIO))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"linear\"}",
                "{\"type\": \"linear\", \"pixel_shuffle\": 4}",
                "{\"type\": \"qformer\", \"hidden_size\": 4, \"num_attention_heads\": 2, \"num_hidden_layers\": 1,"
                        + " \"intermediate_size\": 6, \"num_query_tokens\": 3}",
                "{\"type\": \"perceiver\", \"num_latents\": 3, \"num_layers\": 1, \"num_heads\": 2, \"head_dim\": 4}"
            })
    void anyProjectorStandsBetween(String projector) {
        ObjectNode config = config();
        JsonNode p = Json.parse(projector, "test");
        ((ObjectNode) config.at("/senses/image")).set("projector", p);
        MultimodalModel model = model(config);
        Features seen = model.sense(Modality.IMAGE).perceive(Inputs.of(random(1, 2, 3, 8, 8)));
        int rows = p.has("pixel_shuffle") ? 1 : p.has("hidden_size") || p.has("num_latents") ? 3 : 16;
        assertEquals(2 * rows, seen.rows().dim(0));
        assertEquals(8, seen.rows().dim(1));
        assertTrue(IntStream.range(0, 8)
                .anyMatch(i -> Math.abs(seen.rows().toFloats()[i] - seen.rows().toFloats()[8 * rows + i]) > 1e-7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"siglip_vision_model", "vit"})
    void anyEncoderStandsBefore(String type) {
        ObjectNode config = config();
        ((ObjectNode) config.at("/senses/image/encoder")).put("model_type", type);
        assertEquals(
                4,
                model(config)
                        .sense(Modality.IMAGE)
                        .perceive(Inputs.of(random(1, 1, 3, 8, 8)))
                        .rows()
                        .dim(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixtral", "mamba", "rwkv7"})
    void anyDecoderReadsThem(String type) {
        ObjectNode config = config();
        ObjectNode text = ((ObjectNode) config.at("/text_config")).put("model_type", type);
        text.put("head_dim", 4)
                .put("num_key_value_heads", 2)
                .put("num_local_experts", 2)
                .put("head_size", 4);
        MultimodalModel model = model(config);
        InputModality image = model.sense(Modality.IMAGE);
        Features seen = image.perceive(Inputs.of(random(1, 1, 3, 8, 8)));
        int[] ids = Placeholders.repeated(image.placeholder(), new int[] {1, IMAGE, 22, 23}, seen);
        ForwardBatch step = Placeholders.filled(model, ForwardBatch.whole(ids), image, seen)
                .withOutputs(5, 6)
                .withHidden();
        Tensor logits = model.backbone().forward(step);
        assertArrayEquals(new long[] {2, 24}, logits.shape().toArray());
        assertArrayEquals(new long[] {2, 8}, step.hidden().shape().toArray());
        float[] before = step.hidden().toFloats();
        SequenceState state = model.backbone().newState();
        model.backbone()
                .forward(Placeholders.filled(
                        model, ForwardBatch.next(List.of(Arrays.copyOf(ids, 5)), List.of(state)), image, seen));
        ForwardBatch rest =
                ForwardBatch.next(List.of(new int[] {22, 23}), List.of(state)).withHidden();
        model.backbone().forward(rest);
        assertArrayEquals(before, rest.hidden().toFloats(), 1e-4f, "hidden states do not depend on how the rows pass");
    }

    @Test
    void paddingBehindSoundsChangesNothing() {
        InputModality audio = model(config()).sense(Modality.AUDIO);
        Tensor sound = random(5, 1, 5, 9);
        Features alone = audio.perceive(Inputs.of(sound));
        Tensor padded = random(6, 2, 5, 20); // [clips, mels, frames]
        boolean[] seen = new boolean[40];
        Arrays.fill(seen, 20, 40, true);
        for (int t = 0; t < 9; t++) {
            seen[t] = true;
            for (int m = 0; m < 5; m++) {
                padded.floats()[m * 20 + t] = sound.floats()[m * 9 + t];
            }
        }
        Features both = audio.perceive(new Inputs(padded, seen));
        assertEquals(2, both.segments().length(0));
        assertEquals(3, both.segments().length(1));
        assertArrayEquals(alone.rows().toFloats(), both.rows().rows(0, 2).toFloats(), 1e-5f);
        assertThrows(FormatException.class, () -> audio.perceive(Inputs.of(random(7, 1, 5, 21))));
        assertThrows(FormatException.class, () -> audio.perceive(new Inputs(padded, new boolean[40])));
    }

    /** Pictures and sounds in, signal tokens' hidden states and logits out. */
    private static Tensor pass(Weights w) {
        MultimodalModel model = Omni.build(
                new Config(config(), "test"),
                w.withDeviation(0.3),
                (c, at) -> Registry.build(ModelKind.DECODER, c, at));
        Features seen = model.sense(Modality.IMAGE).perceive(Inputs.of(random(1, 1, 3, 8, 8)));
        Features heard = model.sense(Modality.AUDIO).perceive(Inputs.of(random(2, 1, 5, 14)));
        Backend ops = model.ops();
        int[] ids = {1, IMAGE, IMAGE, IMAGE, IMAGE, 5, AUDIO, AUDIO, 22, 23};
        ForwardBatch step = ForwardBatch.whole(ids)
                .withEmbeds(List.of(
                        new InputEmbeds(new int[] {1, 2, 3, 4}, seen.rows()),
                        new InputEmbeds(new int[] {6, 7}, heard.rows())))
                .withOutputs(8, 9)
                .withHidden();
        Tensor logits = model.backbone().forward(step); // [2, 24]
        Features condition =
                model.output(Modality.IMAGE).projector().project(new Features(step.hidden(), Segments.ofLengths(2)));
        return ops.concat(List.of(logits.reshape(1, 48), condition.rows().reshape(1, 18)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsReachEveryPart(boolean recomputes) {
        GradBackend ops = new GradBackend(OPS, new CpuGradients(OPS), recomputes);
        RandomParameters parameters = new RandomParameters(4);
        Weights w = Weights.of(parameters, ops);
        Tensor direction = random(8, pass(w).shape().toArray());
        List<Parameter> trained = parameters.made().entrySet().stream()
                .filter(e -> !e.getKey().contains("post_layernorm")) // of the pooled row alone
                .map(e -> Parameter.of(e.getKey(), e.getValue()))
                .toList();
        try (GradientTape recording = ops.record(trained)) {
            recording.seed(pass(w), direction);
            recording.backward();
        }
        for (String part : List.of("language_model", "senses.image", "senses.audio", "outputs.image")) {
            double slope = 0;
            Rng rng = new Rng(9);
            List<Parameter> of =
                    trained.stream().filter(t -> t.name().startsWith(part)).toList();
            float[][] moves = new float[of.size()][];
            for (int i = 0; i < moves.length; i++) {
                moves[i] = new float[Math.toIntExact(of.get(i).value().elements())];
                float[] gradient = of.get(i).gradient().toFloats();
                for (int k = 0; k < moves[i].length; k++) {
                    moves[i][k] = (float) rng.nextGaussian();
                    slope += (double) moves[i][k] * gradient[k];
                }
            }
            double step = 5e-4;
            double difference =
                    (value(w, of, moves, step, direction) - value(w, of, moves, -step, direction)) / (2 * step);
            assertEquals(difference, slope, 2e-2 * Math.max(1, Math.abs(slope)), part);
            assertTrue(Math.abs(slope) > 1e-3, part);
        }
    }

    private static double value(Weights w, List<Parameter> moved, float[][] moves, double step, Tensor direction) {
        float[][] before = moved.stream().map(t -> t.value().toFloats()).toArray(float[][]::new);
        for (int i = 0; i < moves.length; i++) {
            float[] values = moved.get(i).value().floats();
            for (int k = 0; k < values.length; k++) {
                values[k] += (float) (step * moves[i][k]);
            }
        }
        float[] y = pass(w).toFloats();
        for (int i = 0; i < moves.length; i++) {
            System.arraycopy(before[i], 0, moved.get(i).value().floats(), 0, before[i].length);
        }
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            sum += (double) y[k] * direction.floats()[k];
        }
        return sum;
    }

    @Test
    void configsThatMakeNoSenseAreRefused() {
        refused("/senses/audio", "token_id", "20", "the token 20 has another part already");
        refused("/senses/audio", "token_id", "24", "the vocabulary has 24 tokens");
        refused("/senses/image/encoder", "model_type", "\"whisper\"", "supported: clip_vision_model");
        refused("/senses/image/projector", "type", "\"magic\"", "supported: linear, mlp, qformer, perceiver");
        refused("/outputs/image", "generator", "\"../other\"", "it must be the name of a folder beside the config");
        refused("/outputs/image", "token_ids", "[]", "lacks the field token_ids");
        refused("/senses", "touch", "{}", "senses of the kind touch are not supported");
        refused("/outputs", "audio", "{}", "outputs of the kind audio are not supported");
        refused("/senses", "touch", "7", "must be a JSON object");
    }

    private static void refused(String path, String field, String value, String message) {
        ObjectNode config = config();
        ((ObjectNode) config.at(path))
                .set(field, Json.parse("{\"v\": %s}".formatted(value), "test").get("v"));
        String said = assertThrows(FormatException.class, () -> model(config)).getMessage();
        assertTrue(said.contains(message), said);
    }
}
