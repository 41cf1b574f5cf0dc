package org.menura.format.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.Tensor;

class PipelineLoraTest {
    @TempDir
    private Path folder;

    private static TensorEntry zeros(long... shape) {
        return TensorEntry.of(Tensor.zeros(shape));
    }

    private Path write(Map<String, TensorEntry> tensors, Map<String, String> metadata) throws IOException {
        Path file = folder.resolve("lora.safetensors");
        SafetensorsWriter.write(file, tensors, metadata);
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "lora_unet_mid_block_attentions_0_proj_in.lora_down.weight, unet, mid_block_attentions_0_proj_in",
        "lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight, text_encoder, text_model_encoder_layers_0_mlp_fc1",
        "lora_te2_text_projection.lora_down.weight, text_encoder_2, text_projection",
        "unet.mid.attn1.to_out.0.lora_A.weight, unet, mid.attn1.to_out.0",
        "unet.mid.attn1.to_out.0.lora_A.default.weight, unet, mid.attn1.to_out.0",
        "unet.mid.attn1.processor.to_out_lora.down.weight, unet, mid.attn1.to_out.0",
        "mid.attn1.processor.to_q_lora.down.weight, unet, mid.attn1.to_q",
        "text_encoder.layers.0.self_attn.to_out_lora.down.weight, text_encoder, layers.0.self_attn.out_proj",
        "text_encoder_2.layers.0.mlp.fc1.lora_linear_layer.down.weight, text_encoder_2, layers.0.mlp.fc1",
        "base_model.model.mid.conv1.lora_A.weight, unet, mid.conv1"
    })
    void findsLayersWhateverTheirNames(String down, String part, String path) throws IOException {
        String up =
                down.replace("lora_down", "lora_up").replace(".down.", ".up.").replace("lora_A", "lora_B");
        PipelineLora lora = PipelineLora.open(write(Map.of(down, zeros(2, 4, 3, 3), up, zeros(6, 2, 1, 1)), Map.of()));
        assertEquals(Set.of(part), lora.parts());
        assertEquals(1, lora.pairs(part).get(path).scale());
        assertTrue(lora.pairs("vae").isEmpty());
    }

    @Test
    void scalesByAlphaOfALayerOrSettingsOfAPart() throws IOException {
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String layer : List.of("unet.a.to_q", "unet.a.to_k", "text_encoder.b")) {
            tensors.put(layer + ".lora_A.weight", zeros(4, 8));
            tensors.put(layer + ".lora_B.weight", zeros(8, 4));
        }
        tensors.put("unet.a.to_q.alpha", TensorEntry.of(Tensor.of(new float[] {3}, 1)));
        PipelineLora lora = PipelineLora.open(write(
                tensors,
                Map.of("lora_adapter_metadata", "{\"unet.r\": 4, \"unet.lora_alpha\": 6, \"unet.use_rslora\": true}")));
        assertEquals(0.75f, lora.pairs("unet").get("a.to_q").scale());
        assertEquals(3f, lora.pairs("unet").get("a.to_k").scale());
        assertEquals(1f, lora.pairs("text_encoder").get("b").scale());
    }

    @Test
    void refusesWhatIsNoLora() throws IOException {
        String layer = "lora_unet_conv_in.";
        Map<String, TensorEntry> good =
                Map.of(layer + "lora_down.weight", zeros(2, 4, 3, 3), layer + "lora_up.weight", zeros(6, 2, 1, 1));
        Map<Map<String, TensorEntry>, String> bad = Map.of(
                Map.of(layer + "hada_w1_a", zeros(2, 2)), "LoHa",
                Map.of(layer + "lora_down.weight", zeros(2, 4)), "only one half",
                Map.of(layer + "lora_up.weight", zeros(2, 4)), "only one half",
                Map.of(), "holds no LoRA",
                with(good, layer + "lora_up.weight", zeros(6, 3)), "no rank in common",
                with(good, layer + "dora_scale", zeros(5)), "magnitudes");
        for (var e : bad.entrySet()) {
            Path file = write(e.getKey(), Map.of());
            FormatException wrong = assertThrows(FormatException.class, () -> PipelineLora.open(file));
            assertTrue(String.valueOf(wrong.getMessage()).contains(e.getValue()), wrong.getMessage());
        }
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThrows(FormatException.class, () -> PipelineLora.open(empty));
    }

    private static Map<String, TensorEntry> with(Map<String, TensorEntry> base, String name, TensorEntry entry) {
        Map<String, TensorEntry> out = new HashMap<>(base);
        out.put(name, entry);
        return out;
    }

    @Test
    void damagedFilesAreRefusedAndNothingElse() throws IOException {
        byte[] whole = Files.readAllBytes(write(
                Map.of("unet.a.lora_A.weight", zeros(2, 4), "unet.a.lora_B.weight", zeros(4, 2)),
                Map.of("lora_adapter_metadata", "{\"unet.r\": 2, \"unet.lora_alpha\": 2}")));
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = whole.clone();
            for (int k = 0; k <= i % 3; k++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Path file = folder.resolve("damaged.safetensors");
            Files.write(file, i % 5 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
            try {
                PipelineLora.open(file);
            } catch (FormatException expected) {
                assertTrue(String.valueOf(expected.getMessage()).length() > 10);
            }
        }
    }
}
