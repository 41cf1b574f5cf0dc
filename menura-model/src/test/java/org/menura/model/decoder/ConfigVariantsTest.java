package org.menura.model.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Registry;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;

/** Options of the Llama-like families that the golden cases leave at their defaults. */
class ConfigVariantsTest {
    private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};
    private static final String SIZES = "'vocab_size': 11, 'hidden_size': 16, 'intermediate_size': 24,"
            + " 'num_hidden_layers': 3, 'num_attention_heads': 4, 'num_key_value_heads': 2, 'head_dim': 4,"
            + " 'initializer_range': 0.4, 'max_position_embeddings': 64, 'model_type': ";

    @Test
    void qwen2WindowsUpperLayersOnlyIfAsked() {
        String off = "'qwen2', 'sliding_window': 3, 'max_window_layers': 1";
        float[] none = logits("'qwen2'");
        assertArrayEquals(none, logits(off));
        float[] upper = logits(off + ", 'use_sliding_window': true");
        assertFalse(Arrays.equals(none, upper));
        assertArrayEquals(
                upper,
                logits("'qwen2', 'use_sliding_window': true, 'sliding_window': 3, 'layer_types':"
                        + " ['full_attention', 'sliding_attention', 'sliding_attention']"));
    }

    @Test
    void gemma2WindowsEverySecondLayer() {
        assertArrayEquals(
                logits("'gemma2', 'sliding_window': 3"),
                logits("'gemma2', 'sliding_window': 3, 'layer_types':"
                        + " ['sliding_attention', 'full_attention', 'sliding_attention']"));
    }

    @Test
    void gemma2BoundsLogitsUnlessNull() {
        float[] free = logits("'gemma2', 'final_logit_softcapping': null");
        float[] bounded = logits("'gemma2'");
        for (int i = 0; i < free.length; i++) {
            assertEquals(30 * Math.tanh(free[i] / 30), bounded[i], 1e-5);
        }
    }

    @Test
    void gemma3ReadsOldAndNewRopeFields() {
        String windows = "'gemma3_text', 'sliding_window': 3, 'sliding_window_pattern': 2";
        float[] old = logits(windows + ", 'rope_theta': 5000, 'rope_local_base_freq': 300,"
                + " 'rope_scaling': {'rope_type': 'linear', 'factor': 4}");
        assertArrayEquals(
                old,
                logits(windows + ", 'rope_parameters': {"
                        + "'full_attention': {'rope_type': 'linear', 'factor': 4, 'rope_theta': 5000},"
                        + "'sliding_attention': {'rope_type': 'default', 'rope_theta': 300}}"));
        assertFalse(Arrays.equals(old, logits(windows + ", 'rope_theta': 5000, 'rope_local_base_freq': 300")));
        assertFalse(Arrays.equals(old, logits(windows)));
    }

    @Test
    void gemmaComputesWithHiddenAct() {
        float[] usual = logits("'gemma'");
        assertArrayEquals(usual, logits("'gemma', 'hidden_activation': 'silu'"));
        assertFalse(Arrays.equals(usual, logits("'gemma', 'hidden_act': 'silu'")));
        assertFalse(Arrays.equals(logits("'gemma2'"), logits("'gemma2', 'hidden_activation': 'silu'")));
    }

    @Test
    void qwen3MoeMixesDenseAndSparseLayers() {
        String experts = "'qwen3_moe', 'num_experts': 4, 'num_experts_per_tok': 2, 'moe_intermediate_size': 8";
        assertEquals(List.of("router.0", "router.1", "router.2"), routers(experts));
        assertEquals(List.of("router.0"), routers(experts + ", 'decoder_sparse_step': 2"));
        assertEquals(List.of("router.0", "router.1"), routers(experts + ", 'mlp_only_layers': [1]"));
        assertFalse(Arrays.equals(logits(experts), logits(experts + ", 'norm_topk_prob': true")));
    }

    @Test
    void clipsQueriesKeysAndValues() {
        assertFalse(Arrays.equals(logits("'olmo'"), logits("'olmo', 'clip_qkv': 0.1")));
        String olmoe = "'olmoe', 'num_experts': 4, 'num_experts_per_tok': 2";
        assertFalse(Arrays.equals(logits(olmoe), logits(olmoe + ", 'clip_qkv': 0.1")));
        assertArrayEquals(logits(olmoe), logits(olmoe + ", 'clip_qkv': 1e6"));
    }

    @Test
    void tiesEmbeddingsByDefaultWhereTheFamilyDoes() {
        for (String family : List.of("gemma", "gemma2", "gemma3_text", "starcoder2")) {
            assertFalse(parameters("'" + family + "'").has("lm_head.weight"), family);
            assertTrue(
                    parameters("'" + family + "', 'tie_word_embeddings': false").has("lm_head.weight"), family);
        }
        for (String family : List.of("llama", "mistral", "mixtral", "qwen2", "qwen3", "olmo", "olmo2", "phi3")) {
            assertTrue(parameters("'" + family + "'").has("lm_head.weight"), family);
        }
    }

    @Test
    void readsDefaultsOfTheFamily() {
        String sizes = "'vocab_size': 11, 'hidden_size': 256, 'intermediate_size': 8, 'num_hidden_layers': 1,"
                + " 'num_attention_heads': 8, 'model_type': ";
        assertEquals(8 * 32, keyWidth(sizes + "'llama'"));
        assertEquals(4 * 32, keyWidth(sizes + "'mistral', 'num_key_value_heads': 4"));
        assertEquals(8 * 32, keyWidth(sizes + "'mistral'"));
        assertEquals(8 * 128, keyWidth(sizes + "'qwen3', 'num_key_value_heads': null"));
        assertEquals(4 * 32, keyWidth(sizes + "'qwen3_moe', 'num_experts': 0"));
        assertEquals(4 * 256, keyWidth(sizes + "'gemma2'"));
        assertEquals(2 * 32, keyWidth(sizes + "'starcoder2'"));
    }

    @Test
    void boundsTheContextAsTheConfigDoes() {
        assertEquals(64, model("'llama'").contextLength());
        assertEquals(
                256,
                model("'llama', 'rope_scaling': {'type': 'linear', 'factor': 4}")
                        .contextLength());
        assertEquals(
                Integer.MAX_VALUE,
                model("'llama', 'rope_scaling': {'type': 'dynamic', 'factor': 4}")
                        .contextLength());
        assertEquals(
                128,
                model("'llama', 'rope_scaling': {'type': 'yarn', 'factor': 4,"
                                + " 'original_max_position_embeddings': 32}")
                        .contextLength());
        assertEquals(Integer.MAX_VALUE, model("'mistral'").contextLength());
        assertEquals(64, model("'mistral', 'sliding_window': null").contextLength());
        assertEquals(64, model("'gemma2'").contextLength());
        String kinds = "'gemma3_text', 'rope_parameters': {'sliding_attention': {'rope_type': 'default'},"
                + " 'full_attention': {'rope_type': '%s', 'factor': 4}}";
        assertEquals(64, model(kinds.formatted("default")).contextLength());
        assertEquals(256, model(kinds.formatted("linear")).contextLength());
        assertEquals(Integer.MAX_VALUE, model(kinds.formatted("dynamic")).contextLength());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "-1 | 'llama'",
                "3 | 'llama', 'pad_token_id': 3",
                "5 | 'llama', 'pad_token_id': -6",
                "-1 | 'llama', 'pad_token_id': 3, 'tie_word_embeddings': true",
                "-1 | 'llama', 'pad_token_id': null",
                "-1 | 'llama', 'pad_token_id': 32000",
                "9 | 'mistral', 'pad_token_id': 9",
                "2 | 'mixtral', 'num_local_experts': 2, 'pad_token_id': 2",
                "1 | 'qwen2', 'pad_token_id': 1",
                "1 | 'qwen3', 'pad_token_id': 1",
                "0 | 'gemma', 'tie_word_embeddings': false",
                "0 | 'gemma2', 'tie_word_embeddings': false",
                "0 | 'gemma3_text', 'tie_word_embeddings': false",
                "-1 | 'gemma3_text', 'tie_word_embeddings': false, 'pad_token_id': null",
                "1 | 'olmo'",
                "1 | 'olmo2'",
                "1 | 'olmoe', 'num_experts': 2, 'num_experts_per_tok': 1",
                "4 | 'phi', 'pad_token_id': 4",
                "32000 | 'phi3', 'vocab_size': 32001",
                "4 | 'starcoder2', 'tie_word_embeddings': false, 'pad_token_id': 4",
                "1 | 'opt', 'ffn_dim': 24, 'tie_word_embeddings': false",
                "-1 | 'gpt_neox', 'rotary_pct': 1, 'pad_token_id': 4",
            })
    void aPaddedTokenIsNotTrainedByBeingLookedUp(int untrained, String variant) {
        int[] ids = IntStream.concat(IntStream.range(0, 11), IntStream.of(Math.max(untrained, 0)))
                .toArray();
        CpuBackend cpu = new CpuBackend(1);
        GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), false);
        RandomParameters parameters = new RandomParameters(7);
        CausalModel model = build(SIZES + variant, parameters, ops);
        Parameter table = parameters.made().entrySet().stream()
                .filter(e -> e.getKey().matches(".*embed_(tokens|in).weight"))
                .map(e -> Parameter.of(e.getKey(), e.getValue()))
                .findFirst()
                .orElseThrow();
        try (GradientTape recording = ops.record(List.of(table))) {
            Tensor losses = ops.crossEntropy(model.forward(ForwardBatch.whole(ids)), ids);
            recording.seed(losses, cpu.affine(losses, 0, 1));
            recording.backward();
        }
        for (int id : ids) {
            float[] row = table.gradient().rows(id, id + 1).toFloats();
            assertEquals(id == untrained, Arrays.equals(row, new float[row.length]), () -> "token " + id);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "use_bidirectional_attention | 'gemma', 'use_bidirectional_attention': true",
                "use_bidirectional_attention | 'gemma2', 'use_bidirectional_attention': true",
                "layer_types | 'qwen2', 'layer_types': ['chunked_attention', 'full_attention', 'full_attention']",
                "layer_types | 'qwen2', 'layer_types': ['full_attention']",
                "layer_types | 'qwen3', 'layer_types': ['full_attention', 'sliding_attention', 'full_attention']",
                "sliding_window | 'mistral', 'sliding_window': 0",
                "sliding_window | 'gemma2', 'sliding_window': null",
                "partial_rotary_factor | 'llama', 'partial_rotary_factor': 0.5",
                "num_experts_per_tok | 'mixtral', 'num_local_experts': 2, 'num_experts_per_tok': 3",
                "num_experts_per_tok | 'olmoe', 'num_experts': 2, 'num_experts_per_tok': 3",
                "head_dim | 'olmoe', 'head_dim': 6",
                "clip_qkv | 'olmo', 'clip_qkv': -1",
                "pad_token_id | 'llama', 'pad_token_id': 'none'",
                "hidden_act | 'llama', 'hidden_act': 'unheard_of'",
                "rope_type | 'llama', 'rope_scaling': {'rope_type': 'unheard_of'}",
                "factor | 'llama', 'rope_scaling': {'rope_type': 'linear', 'factor': 0}",
                "long_factor | 'phi3', 'rope_scaling': {'type': 'longrope', 'short_factor': [1, 1], 'long_factor': [1]}",
                "attn_logit_softcapping | 'gemma2', 'attn_logit_softcapping': 0",
                "num_key_value_heads | 'llama', 'num_key_value_heads': 0",
            })
    void refusesByName(String field, String variant) {
        String message =
                assertThrows(FormatException.class, () -> model(variant)).getMessage();
        assertTrue(message.contains(field), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'mistral', 'sliding_window': 3",
                "'mixtral', 'sliding_window': 4, 'num_local_experts': 3",
                "'qwen2', 'use_sliding_window': true, 'sliding_window': 3, 'max_window_layers': 2",
                "'qwen3', 'attention_bias': true",
                "'qwen3_moe', 'num_experts': 4, 'num_experts_per_tok': 3, 'moe_intermediate_size': 8,"
                        + " 'use_sliding_window': true, 'sliding_window': 5",
                "'olmo2'",
                "'gemma2', 'sliding_window': 3, 'attn_logit_softcapping': 2",
                "'gemma3_text', 'sliding_window': 3, 'final_logit_softcapping': 5",
                "'phi3', 'partial_rotary_factor': 0.5, 'sliding_window': 4",
                "'starcoder2', 'use_bias': false, 'sliding_window': 4",
            })
    void decodesAsInOnePass(String variant) {
        CausalModel model = model(variant);
        float[] whole = model.forward(ForwardBatch.whole(IDS)).toFloats();
        SequenceState state = model.newState();
        int vocabulary = model.vocabulary();
        for (int from = 0; from < IDS.length; ) {
            int to = Math.min(IDS.length, from + 1 + from % 3);
            ForwardBatch step = ForwardBatch.next(List.of(Arrays.copyOfRange(IDS, from, to)), List.of(state));
            float[] part = model.forward(step).toFloats();
            // One row and several take different kernels, which add up in different orders.
            assertArrayEquals(Arrays.copyOfRange(whole, from * vocabulary, to * vocabulary), part, 1e-4f);
            from = to;
        }
    }

    private static float[] logits(String variant) {
        return model(variant).forward(ForwardBatch.whole(IDS)).toFloats();
    }

    private static List<String> routers(String variant) {
        List<String> seen = new ArrayList<>();
        model(variant).forward(ForwardBatch.whole(IDS).withObserver((name, _) -> {
            if (name.startsWith("router.")) {
                seen.add(name);
            }
        }));
        return seen;
    }

    private static RandomParameters parameters(String variant) {
        RandomParameters parameters = new RandomParameters(7);
        build(SIZES + variant, parameters);
        return parameters;
    }

    private static int keyWidth(String fields) {
        RandomParameters parameters = new RandomParameters(7);
        build(fields, parameters);
        return parameters.shape("model.layers.0.self_attn.k_proj.weight").dim(0);
    }

    private static CausalModel model(String variant) {
        return build(SIZES + variant, new RandomParameters(7));
    }

    private static CausalModel build(String fields, RandomParameters parameters) {
        return build(fields, parameters, new CpuBackend(1));
    }

    private static CausalModel build(String fields, RandomParameters parameters, Backend ops) {
        Config config;
        try {
            // A later field of the same name replaces an earlier one.
            config = new Config(new ObjectMapper().readTree("{" + fields.replace('\'', '"') + "}"), "config.json");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        Weights weights = Weights.of(parameters, ops);
        return Registry.build(ModelKind.DECODER, config, weights);
    }
}
