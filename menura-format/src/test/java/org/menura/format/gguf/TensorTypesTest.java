package org.menura.format.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/** Expectations are what llama.cpp's llama-quantize does with models of these shapes. */
class TensorTypesTest {
    private static final Shape MATRIX = Shape.of(512, 256);

    @ParameterizedTest
    @EnumSource(FileType.class)
    void leavesVectorsAndSmallMatricesAsTheyAre(FileType to) {
        TensorTypes types = TensorTypes.of(to, metadata("rwkv7", 2, 0), List.of());
        assertEquals(DType.F32, types.choose("blk.0.attn_q.bias", Shape.of(256), DType.F32));
        assertEquals(DType.F32, types.choose("blk.0.attn_norm.weight", Shape.of(256), DType.F32));
        assertEquals(DType.F32, types.choose("blk.0.time_mix_key.weight", Shape.of(1, 256), DType.F32));
        for (String name : List.of(
                "blk.0.ffn_gate_inp.weight",
                "blk.0.ssm_conv1d.weight",
                "blk.0.time_mix_w1.weight",
                "blk.0.time_mix_lerp_fused.weight",
                "blk.0.attn_rel_b.weight",
                "blk.0.ssm_a",
                "position_embd.weight",
                "token_types.weight")) {
            assertEquals(DType.F16, types.choose(name, MATRIX, DType.F16), name);
        }
    }

    @ParameterizedTest
    @CsvSource({"F32,F32", "F16,F16", "BF16,BF16", "Q8_0,Q8_0"})
    void givesEveryMatrixOnePlainType(FileType to, DType expected) {
        TensorTypes types = TensorTypes.of(to, metadata("llama", 8, 0), names(8));
        for (String name :
                List.of("token_embd.weight", "output.weight", "blk.0.attn_v.weight", "blk.7.ffn_down.weight")) {
            assertEquals(expected, types.choose(name, MATRIX, DType.F32));
        }
    }

    @ParameterizedTest
    @CsvSource({"Q4_0,Q4_0", "Q4_K_S,Q4_K", "Q4_K_M,Q4_K", "Q5_K_S,Q5_K", "Q5_K_M,Q5_K", "Q6_K,Q6_K", "IQ4_NL,IQ4_NL"})
    void givesTheOutputMoreBits(FileType to, DType usual) {
        TensorTypes types = TensorTypes.of(to, metadata("llama", 8, 0), names(8));
        assertEquals(DType.Q6_K, types.choose("output.weight", MATRIX, DType.F32));
        assertEquals(usual, types.choose("token_embd.weight", MATRIX, DType.F32));
        assertEquals(usual, types.choose("blk.3.attn_q.weight", MATRIX, DType.F32));

        List<String> withoutOutput =
                names(8).stream().filter(n -> !n.equals("output.weight")).toList();
        TensorTypes tied = TensorTypes.of(to, metadata("llama", 8, 0), withoutOutput);
        assertEquals(DType.Q6_K, tied.choose("token_embd.weight", MATRIX, DType.F32));

        TensorTypes falcon = TensorTypes.of(to, metadata("falcon", 8, 0), names(8));
        assertEquals(DType.Q8_0, falcon.choose("output.weight", MATRIX, DType.F32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q4_K_M", "Q5_K_M"})
    void givesHalfOfTheLayersOfAMixSixBits(FileType to) {
        TensorTypes types = TensorTypes.of(to, metadata("llama", 32, 0), names(32));
        for (String kind : List.of("attn_v", "ffn_down")) {
            List<Integer> more = IntStream.range(0, 32)
                    .filter(i -> types.choose("blk." + i + "." + kind + ".weight", MATRIX, DType.F32) == DType.Q6_K)
                    .boxed()
                    .toList();
            assertEquals(List.of(0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31), more);
        }
    }

    @Test
    void countsValueProjectionsInsteadOfLayers() {
        // A hybrid whose layers 1, 3, 5, 7 attend: the last of the four counts as the last eighth.
        List<String> names = IntStream.of(7, 5, 3, 1)
                .mapToObj(i -> "blk." + i + ".attn_v.weight")
                .toList();
        TensorTypes types = TensorTypes.of(FileType.Q4_K_M, metadata("jamba", 8, 0), names);
        assertEquals(DType.Q4_K, types.choose("blk.1.attn_v.weight", MATRIX, DType.F32));
        assertEquals(DType.Q4_K, types.choose("blk.3.attn_v.weight", MATRIX, DType.F32));
        assertEquals(DType.Q6_K, types.choose("blk.5.attn_v.weight", MATRIX, DType.F32));
        assertEquals(DType.Q6_K, types.choose("blk.7.attn_v.weight", MATRIX, DType.F32));
    }

    @Test
    void givesTheFirstLayersOfASmallMixMoreBits() {
        TensorTypes types = TensorTypes.of(FileType.Q4_K_S, metadata("llama", 32, 0), names(32));
        assertEquals(DType.Q5_K, types.choose("blk.3.attn_v.weight", MATRIX, DType.F32));
        assertEquals(DType.Q4_K, types.choose("blk.4.attn_v.weight", MATRIX, DType.F32));
        assertEquals(DType.Q5_K, types.choose("blk.3.ffn_down.weight", MATRIX, DType.F32));
        assertEquals(DType.Q4_K, types.choose("blk.4.ffn_down.weight", MATRIX, DType.F32));
    }

    @Test
    void givesTheAttentionOfEightExpertsMoreBits() {
        TensorTypes types = TensorTypes.of(FileType.Q4_K_M, metadata("llama", 32, 8), names(32));
        assertEquals(DType.Q8_0, types.choose("blk.9.attn_k.weight", MATRIX, DType.F32));
        assertEquals(DType.Q8_0, types.choose("blk.9.attn_v.weight", MATRIX, DType.F32));
        assertEquals(DType.Q5_K, types.choose("blk.9.attn_output.weight", MATRIX, DType.F32));
        Shape experts = Shape.of(8, 512, 256);
        assertEquals(DType.Q6_K, types.choose("blk.9.ffn_down_exps.weight", experts, DType.F32));
        assertEquals(DType.Q4_K, types.choose("blk.10.ffn_down_exps.weight", experts, DType.F32));
        assertEquals(DType.Q4_K, types.choose("blk.9.ffn_up_exps.weight", experts, DType.F32));
    }

    @Test
    void givesTheSmallValueProjectionsOfLargeModelsMoreBits() {
        Map<String, Object> large = metadata("llama", 80, 0);
        large.put("llama.attention.head_count", 64);
        large.put("llama.attention.head_count_kv", new long[] {8, 8});
        TensorTypes types = TensorTypes.of(FileType.Q4_K_M, large, names(80));
        assertEquals(DType.Q5_K, types.choose("blk.10.attn_v.weight", MATRIX, DType.F32));
        assertEquals(DType.Q6_K, types.choose("blk.0.attn_v.weight", MATRIX, DType.F32));
    }

    @Test
    void takesSmallerBlocksWhereRowsAreShort() {
        TensorTypes types = TensorTypes.of(FileType.Q4_K_M, metadata("llama", 32, 0), names(32));
        Shape short96 = Shape.of(512, 96);
        assertEquals(DType.Q5_0, types.choose("blk.4.ffn_up.weight", short96, DType.F32));
        assertEquals(DType.Q8_0, types.choose("blk.0.ffn_down.weight", short96, DType.F32));
        assertEquals(DType.Q8_0, types.choose("output.weight", short96, DType.F32));
        assertEquals(DType.F16, types.choose("blk.4.ffn_up.weight", Shape.of(512, 40), DType.F32));
        TensorTypes five = TensorTypes.of(FileType.Q5_K_S, metadata("llama", 32, 0), names(32));
        assertEquals(DType.Q5_1, five.choose("blk.4.ffn_up.weight", short96, DType.F32));
    }

    @Test
    void knowsTypesByName() {
        assertEquals(FileType.Q4_K_M, FileType.of("q4_k"));
        assertEquals(FileType.Q5_K_S, FileType.of("Q5_K_S"));
        assertEquals(15, FileType.Q4_K_M.number());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> FileType.of("Q9"));
        assertTrue(e.getMessage().contains("Q4_K_M"), e.getMessage());
    }

    private static Map<String, Object> metadata(String architecture, int layers, int experts) {
        Map<String, Object> out = new HashMap<>();
        out.put("general.architecture", architecture);
        out.put(architecture + ".block_count", layers);
        out.put(architecture + ".expert_count", experts);
        return out;
    }

    private static List<String> names(int layers) {
        List<String> out = new ArrayList<>(List.of("output.weight", "token_embd.weight"));
        for (int i = 0; i < layers; i++) {
            for (String kind : List.of("attn_q", "attn_k", "attn_v", "ffn_down", "ffn_up")) {
                out.add("blk." + i + "." + kind + ".weight");
            }
        }
        return out;
    }
}
