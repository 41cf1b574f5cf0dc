package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.gguf.FileType;
import org.menura.model.decoder.Mamba2;
import org.menura.model.gguf.GgufTests.Model;

/** What the format has no way to say is refused by name, and no file is left. */
class GgufRefusalTest {
    @TempDir
    private Path folder;

    record Change(String model, String field, Consumer<ObjectNode> change) {
        @Override
        public String toString() {
            return model + ": " + field;
        }
    }

    static Stream<Change> changes() {
        return Stream.of(
                of("llama-gqa", "hidden_act", "gelu"),
                of("qwen2", "use_sliding_window", true),
                of("qwen3", "attention_bias", true),
                of("qwen3-moe", "norm_topk_prob", false),
                of("qwen3-moe", "decoder_sparse_step", 2),
                new Change(
                        "qwen3-moe",
                        "mlp_only_layers",
                        c -> c.putArray("mlp_only_layers").add(0)),
                of("olmo", "attention_bias", true),
                of("olmo2", "attention_bias", true),
                of("olmoe", "norm_topk_prob", true),
                of("olmoe", "clip_qkv", 3.5),
                of("gemma", "tie_word_embeddings", false),
                of("gemma2", "query_pre_attn_scalar", 17),
                new Change("gemma2", "attn_logit_softcapping", c -> c.putNull("attn_logit_softcapping")),
                of("phi", "qk_layernorm", true),
                of("mamba", "intermediate_size", 40),
                of("starcoder2", "use_bias", false),
                of("gpt2", "scale_attn_by_inverse_layer_idx", true),
                of("gpt2", "scale_attn_weights", false),
                of("gpt2", "activation_function", "relu"),
                of("gpt-neox", "attention_bias", false),
                of("gpt-neox", "hidden_act", "relu"),
                of("t5-gated-gelu", "scale_decoder_outputs", true),
                of("bloom", "apply_residual_connection_post_layernorm", true),
                of("falcon-7b-style", "alibi", true),
                of("falcon-7b-style", "parallel_attn", false),
                of("mamba", "use_bias", true),
                of("mamba", "use_conv_bias", false),
                of("mamba", "expand", 4),
                of("falcon-mamba", "mixer_rms_eps", 1e-5),
                new Change("mamba2-groups", "n_groups", fields -> {
                    fields.remove("time_step_limit");
                    fields.put(Mamba2.GROUPED_NORM, false);
                }),
                of("rwkv7-pth", "group_norm_epsilon", 1e-5),
                of("t5-relu", "relative_attention_max_distance", 12),
                of("t5-relu", "feed_forward_proj", "gated-silu"));
    }

    private static Change of(String model, String field, Object value) {
        return new Change(model, field, c -> {
            if (model.startsWith("t5") && !field.startsWith("relative")) {
                c.put("relative_attention_max_distance", 128);
            }
            c.set(field, GgufTests.JSON.valueToTree(value));
        });
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesWhatCannotBeSaid(Change change) {
        Model model = GgufTests.golden(change.model).with(change.change);
        Path file = folder.resolve("model.gguf");
        FormatException e = assertThrows(FormatException.class, () -> model.write(file, FileType.F32));
        assertTrue(e.getMessage().contains(change.field), e.getMessage());
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt", "rwkv4", "rwkv5-pth", "llama-rope-dynamic", "falcon-rw-style"})
    void refusesWhatLlamaCppDoesNotHave(String name) throws IOException {
        Model model = GgufTests.golden(name);
        assertThrows(FormatException.class, () -> model.write(folder.resolve("model.gguf"), FileType.F32));
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.findAny().isEmpty());
        }
    }

    @Test
    void refusesTensorsThatHaveNoPlace() {
        Model biased = GgufTests.golden("llama-bias");
        Model model = new Model(GgufTests.golden("qwen2").config(), biased.weights());
        FormatException e =
                assertThrows(FormatException.class, () -> model.write(folder.resolve("model.gguf"), FileType.F32));
        assertTrue(e.getMessage().contains("self_attn.o_proj.bias"), e.getMessage());
    }

    @Test
    void refusesACheckpointThatLacksTensors() {
        Model model = GgufTests.golden("llama-tied").with(c -> c.put("tie_word_embeddings", false));
        FormatException e =
                assertThrows(FormatException.class, () -> model.write(folder.resolve("model.gguf"), FileType.F32));
        assertTrue(e.getMessage().contains("lm_head.weight"), e.getMessage());
    }
}
