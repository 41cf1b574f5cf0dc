package org.menura.model.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.model.weights.Init;
import org.menura.model.weights.RandomParameters;

/** What holds for the GPT-like families besides their formulas: names, states, limits, refusals, start values. */
class GptVariantsTest {
    private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};

    @Test
    void optWithoutFinalNorm() {
        String opt = "'opt', 'ffn_dim': 20, 'max_position_embeddings': 16";
        assertTrue(names(opt).contains("model.decoder.final_layer_norm.weight"));
        assertFalse(
                names(opt + ", '_remove_final_layer_norm': true").contains("model.decoder.final_layer_norm.weight"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "transformer. | 'gpt2', 'n_positions': 16",
                "transformer. | 'gpt_bigcode', 'n_positions': 16",
                "transformer. | 'crystalcoder'",
                "transformer. | 'bloom'",
                "transformer. | 'falcon'",
                "gpt_neox. | 'gpt_neox', 'rotary_pct': 0.5, 'tie_word_embeddings': true",
                "model. | 'opt'",
                "model. | 'phi'",
            })
    void findsNamesWithoutPrefix(String prefix, String variant) {
        DrawnParameters bare = new DrawnParameters(prefix);
        GptVariants.build(variant, bare);
        assertTrue(bare.names().stream().noneMatch(n -> n.startsWith(prefix)), () -> "" + bare.names());
        assertEquals(
                names(variant),
                bare.names().stream()
                        .map(n -> n.startsWith("lm_head") ? n : prefix + n)
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'falcon', 'alibi': true, 'multi_query': false, 'parallel_attn': false, 'bias': true",
                "'falcon', 'alibi': true",
                "'falcon', 'new_decoder_architecture': true, 'num_kv_heads': 3",
                "'bloom'",
                "'crystalcoder', 'rotary_dim': 2, 'mup_scale_qk_dot_by_d': true",
                "'crystalcoder', 'position_embedding_type': 'alibi'",
                "'crystalcoder', 'position_embedding_type': 'learned'",
                "'gpt_bigcode', 'multi_query': false",
                "'opt', 'do_layer_norm_before': false, 'word_embed_proj_dim': 8",
                "'gpt_neox', 'rotary_pct': 1, 'rope_scaling': {'type': 'linear', 'factor': 2}",
                "'phi', 'qk_layernorm': true, 'num_key_value_heads': 2",
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
            assertArrayEquals(Arrays.copyOfRange(whole, from * vocabulary, to * vocabulary), part, 1e-4f);
            from = to;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "num_attention_heads | 'gpt2', 'num_attention_heads': 5",
                "activation_function | 'gpt2', 'activation_function': 'unheard_of'",
                "position_embedding_type | 'crystalcoder', 'position_embedding_type': 'sinusoidal'",
                "rotary_dim | 'crystalcoder', 'rotary_dim': 6",
                "mup_width_scale | 'crystalcoder', 'mup_width_scale': 0",
                "parallel_attn | 'falcon', 'new_decoder_architecture': true, 'parallel_attn': false",
                "num_ln_in_parallel_attn | 'falcon', 'num_ln_in_parallel_attn': 2",
                "num_ln_in_parallel_attn | 'falcon', 'new_decoder_architecture': true, 'num_ln_in_parallel_attn': 3",
                "num_kv_heads | 'falcon', 'multi_query': false, 'num_kv_heads': 2",
                "partial_rotary_factor | 'falcon', 'partial_rotary_factor': 0.5",
                "rope_type | 'gpt_neox', 'rotary_pct': 0.5, 'rope_scaling': {'rope_type': 'unheard_of'}",
                "word_embed_proj_dim | 'opt', 'word_embed_proj_dim': 0",
            })
    void refusesByName(String field, String variant) {
        String message =
                assertThrows(FormatException.class, () -> model(variant)).toString();
        assertTrue(message.contains(field), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'gpt2', 'n_positions': 8",
                "'gpt_bigcode', 'n_positions': 8",
                "'opt', 'max_position_embeddings': 8",
                "'crystalcoder', 'position_embedding_type': 'learned', 'n_positions': 8",
            })
    void learnedPositionsEnd(String variant) {
        CausalModel model = model(variant);
        assertEquals(8, model.contextLength());
        model.forward(ForwardBatch.whole(Arrays.copyOf(IDS, 8)));
        String message = assertThrows(FormatException.class, () -> model.forward(ForwardBatch.whole(IDS)))
                .toString();
        assertTrue(message.contains("8 positions"), message);
    }

    @Test
    void linearBiasesHaveNoEnd() {
        assertEquals(Integer.MAX_VALUE, model("'bloom'").contextLength());
        assertEquals(Integer.MAX_VALUE, model("'falcon', 'alibi': true").contextLength());
        assertEquals(2048, model("'falcon'").contextLength());
    }

    @Test
    void gpt2StartsResidualBranchesSmaller() {
        RandomParameters drawn = new RandomParameters(7);
        GptVariants.build("'gpt2', 'initializer_range': 0.5", drawn);
        assertEquals(0.5, deviation(drawn, "transformer.h.0.mlp.c_fc.weight"), 0.05);
        assertEquals(0.25, deviation(drawn, "transformer.h.0.mlp.c_proj.weight"), 0.025);
    }

    private static double deviation(RandomParameters parameters, String name) {
        float[] values =
                parameters.get(name, parameters.shape(name), Init.zeros()).toFloats();
        double squares = 0;
        for (float v : values) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares / values.length);
    }

    private static List<String> names(String variant) {
        DrawnParameters drawn = new DrawnParameters();
        GptVariants.build(variant, drawn);
        return drawn.names();
    }

    private static CausalModel model(String variant) {
        return GptVariants.build(variant, new DrawnParameters());
    }
}
