package org.menura.model.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.menura.model.decoder.PlainMath.NONE;
import static org.menura.model.decoder.PlainMath.add;
import static org.menura.model.decoder.PlainMath.attention;
import static org.menura.model.decoder.PlainMath.columns;
import static org.menura.model.decoder.PlainMath.map;
import static org.menura.model.decoder.PlainMath.ofEach;
import static org.menura.model.decoder.PlainMath.plainNorm;
import static org.menura.model.decoder.PlainMath.product;
import static org.menura.model.decoder.PlainMath.times;
import static org.menura.model.decoder.PlainMath.turnNeighbours;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;

/** Options of the GPT-like families that the golden cases leave at their defaults, against formulas written out. */
class GptFamiliesTest {
    private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};
    private static final int[] POSITIONS = IntStream.range(0, IDS.length).toArray();
    private static final String GPT = ", 'n_positions': 16, 'n_inner': 20";

    private final DrawnParameters p = new DrawnParameters();
    private final PlainMath m = new PlainMath(p);

    @Test
    void crystalCoderScalesAndTurnsNeighbours() {
        float[] actual = logits("'crystalcoder', 'rotary_dim': 2,"
                + " 'mup_embeddings_scale': 1.5, 'mup_output_alpha': 2.25, 'mup_width_scale': 0.25,"
                + " 'mup_scale_qk_dot_by_d': true" + GPT);
        double[][] x = map(m.embedding("transformer.wte.weight", IDS), v -> 1.5 * v);
        for (int i = 0; i < 2; i++) {
            String h = "transformer.h." + i;
            double[][] qkv = m.inFirst(m.norm(x, h + ".ln_1"), h + ".attn.c_attn");
            double[][] q = turnNeighbours(columns(qkv, 0, 24), 4, 2);
            double[][] k = turnNeighbours(columns(qkv, 24, 48), 4, 2);
            double[][] mixed = attention(q, k, columns(qkv, 48, 72), 6, 6, 0.25, NONE, NONE);
            x = add(x, m.inFirst(mixed, h + ".attn.c_proj"));
            double[][] y = m.norm(x, h + ".ln_2");
            double[][] gate = map(m.inFirst(y, h + ".mlp.c_fc2"), PlainMath::silu);
            x = add(x, m.inFirst(times(m.inFirst(y, h + ".mlp.c_fc"), gate), h + ".mlp.c_proj"));
        }
        double[][] normed = m.norm(x, "transformer.ln_f");
        assertClose(map(product(normed, p.rows("transformer.wte.weight")), v -> 2.25 * 0.25 * v), actual);
    }

    @Test
    void crystalCoderWithLinearBiasesOrLearnedPositions() {
        for (boolean learned : new boolean[] {false, true}) {
            float[] actual = logits("'crystalcoder', 'tie_word_embeddings': false, 'activation_function':"
                    + " 'gelu_new', 'mup_embeddings_scale': 0.75, 'position_embedding_type': "
                    + (learned ? "'learned'" : "'alibi'") + GPT);
            double[][] x = m.embedding("transformer.wte.weight", IDS);
            x = learned ? add(x, m.embedding("transformer.wpe.weight", POSITIONS)) : x;
            x = map(x, v -> 0.75 * v);
            for (int i = 0; i < 2; i++) {
                x = gpt2Block(x, "transformer.h." + i, 0.5, learned ? NONE : (h, q, k) -> slope(h) * (k - q));
            }
            assertClose(product(m.norm(x, "transformer.ln_f"), p.rows("lm_head.weight")), actual);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false, 0.5, 0.5", "true, true, 0.5, 0.25", "false, true, 1, 0.5", "false, false, 1, 1"})
    void gpt2ScalesScores(boolean bySize, boolean byDepth, double first, double second) {
        float[] actual = logits("'gpt2', 'scale_attn_weights': %s, 'scale_attn_by_inverse_layer_idx': %s%s"
                .formatted(bySize, byDepth, GPT));
        double[][] x =
                add(m.embedding("transformer.wte.weight", IDS), m.embedding("transformer.wpe.weight", POSITIONS));
        x = gpt2Block(x, "transformer.h.0", first, NONE);
        x = gpt2Block(x, "transformer.h.1", second, NONE);
        assertClose(product(m.norm(x, "transformer.ln_f"), p.rows("transformer.wte.weight")), actual);
    }

    private double[][] gpt2Block(double[][] x, String h, double scale, PlainMath.Bias bias) {
        double[][] qkv = m.inFirst(m.norm(x, h + ".ln_1"), h + ".attn.c_attn");
        double[][] mixed =
                attention(columns(qkv, 0, 24), columns(qkv, 24, 48), columns(qkv, 48, 72), 6, 6, scale, NONE, bias);
        double[][] y = add(x, m.inFirst(mixed, h + ".attn.c_proj"));
        double[][] inner = map(m.inFirst(m.norm(y, h + ".ln_2"), h + ".mlp.c_fc"), PlainMath::geluTanh);
        return add(y, m.inFirst(inner, h + ".mlp.c_proj"));
    }

    @Test
    void bigCodeWithoutSharedKeysGroupsByHead() {
        float[] actual = logits("'gpt_bigcode', 'multi_query': false, 'activation_function': 'relu'" + GPT);
        double[][] x =
                add(m.embedding("transformer.wte.weight", IDS), m.embedding("transformer.wpe.weight", POSITIONS));
        for (int i = 0; i < 2; i++) {
            String h = "transformer.h." + i;
            double[][] qkv = m.linear(m.norm(x, h + ".ln_1"), h + ".attn.c_attn");
            x = add(x, m.linear(selfAttention(qkv, NONE, NONE), h + ".attn.c_proj"));
            double[][] inner = map(m.linear(m.norm(x, h + ".ln_2"), h + ".mlp.c_fc"), v -> Math.max(0, v));
            x = add(x, m.linear(inner, h + ".mlp.c_proj"));
        }
        assertClose(product(m.norm(x, "transformer.ln_f"), p.rows("transformer.wte.weight")), actual);
    }

    /** Queries, keys and values of each head behind one another; six heads of size 4. */
    private static double[][] selfAttention(double[][] qkv, PlainMath.Bias inner, PlainMath.Bias outer) {
        return attention(ofEach(qkv, 6, 0, 4), ofEach(qkv, 6, 4, 8), ofEach(qkv, 6, 8, 12), 6, 6, 0.5, inner, outer);
    }

    @Test
    void optNormsSumsAndProjectsNarrowEmbeddings() {
        float[] actual = logits("'opt', 'ffn_dim': 20, 'max_position_embeddings': 16, 'do_layer_norm_before': false,"
                + " 'word_embed_proj_dim': 7, 'enable_bias': false, 'layer_norm_elementwise_affine': false");
        String d = "model.decoder.";
        int[] entries = Arrays.stream(POSITIONS).map(i -> i + 2).toArray();
        double[][] x = add(
                m.withoutBias(m.embedding(d + "embed_tokens.weight", IDS), d + "project_in"),
                m.embedding(d + "embed_positions.weight", entries));
        for (int i = 0; i < 2; i++) {
            String l = d + "layers." + i;
            double[][] q = m.withoutBias(x, l + ".self_attn.q_proj");
            double[][] k = m.withoutBias(x, l + ".self_attn.k_proj");
            double[][] v = m.withoutBias(x, l + ".self_attn.v_proj");
            double[][] mixed = attention(q, k, v, 6, 6, 0.5, NONE, NONE);
            x = plainNorm(add(x, m.withoutBias(mixed, l + ".self_attn.out_proj")));
            double[][] inner = map(m.withoutBias(x, l + ".fc1"), e -> Math.max(0, e));
            x = plainNorm(add(x, m.withoutBias(inner, l + ".fc2")));
        }
        assertClose(product(m.withoutBias(x, d + "project_out"), p.rows(d + "embed_tokens.weight")), actual);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bloomTakesResidualsFromNorms(boolean sliced) {
        float[] actual = logits("'bloom', 'apply_residual_connection_post_layernorm': true, 'pretraining_tp': 2,"
                + " 'slow_but_exact': " + sliced);
        String t = "transformer.";
        double[][] x = m.norm(m.embedding(t + "word_embeddings.weight", IDS), t + "word_embeddings_layernorm");
        for (int i = 0; i < 2; i++) {
            String h = t + "h." + i;
            double[][] y = m.norm(x, h + ".input_layernorm");
            double[][] mixed = selfAttention(
                    m.linear(y, h + ".self_attention.query_key_value"), NONE, (head, _, k) -> slope(head) * k);
            y = add(y, output(mixed, h + ".self_attention.dense", sliced));
            y = m.norm(y, h + ".post_attention_layernorm");
            double[][] inner = map(m.linear(y, h + ".mlp.dense_h_to_4h"), PlainMath::geluTanh);
            x = add(y, output(inner, h + ".mlp.dense_4h_to_h", sliced));
        }
        assertClose(product(m.norm(x, t + "ln_f"), p.rows(t + "word_embeddings.weight")), actual);
    }

    private double[][] output(double[][] x, String name, boolean sliced) {
        return sliced ? m.withoutBias(x, name) : m.linear(x, name);
    }

    /** Positions beyond 256 have more bits than bfloat16 keeps, and slopes of six heads are no powers of two. */
    @Test
    void falconRoundsLinearBiases() {
        int[] ids = IntStream.range(0, 300).map(i -> i * 7 % 11).toArray();
        float[] actual = model("'falcon', 'alibi': true, 'new_decoder_architecture': true, 'num_kv_heads': 2,"
                        + " 'num_ln_in_parallel_attn': 1, 'ffn_hidden_size': 20, 'activation': 'relu'")
                .forward(ForwardBatch.whole(ids))
                .toFloats();
        double[][] x = m.embedding("transformer.word_embeddings.weight", ids);
        for (int i = 0; i < 2; i++) {
            String h = "transformer.h." + i;
            double[][] y = m.norm(x, h + ".input_layernorm");
            double[][] qkv = m.withoutBias(y, h + ".self_attention.query_key_value");
            PlainMath.Bias bias = (head, _, k) -> bfloat16(bfloat16(slope(head)) * bfloat16(k));
            double[][] mixed = attention(
                    ofEach(qkv, 2, 0, 12), ofEach(qkv, 2, 12, 16), ofEach(qkv, 2, 16, 20), 6, 2, 0.5, bias, NONE);
            double[][] inner = map(m.withoutBias(y, h + ".mlp.dense_h_to_4h"), v -> Math.max(0, v));
            x = add(x, m.withoutBias(mixed, h + ".self_attention.dense"));
            x = add(x, m.withoutBias(inner, h + ".mlp.dense_4h_to_h"));
        }
        assertClose(product(m.norm(x, "transformer.ln_f"), p.rows("transformer.word_embeddings.weight")), actual);
    }

    @Test
    void neoXOneMixerAfterTheOtherWithoutAttentionBias() {
        float[] actual = logits("'gpt_neox', 'intermediate_size': 20, 'use_parallel_residual': false,"
                + " 'attention_bias': false, 'rotary_pct': 0.5, 'hidden_act': 'silu', 'tie_word_embeddings': true");
        double[][] x = m.embedding("gpt_neox.embed_in.weight", IDS);
        for (int i = 0; i < 2; i++) {
            String l = "gpt_neox.layers." + i;
            double[][] qkv = m.withoutBias(m.norm(x, l + ".input_layernorm"), l + ".attention.query_key_value");
            // With one pair, its halves are neighbours.
            double[][] q = turnNeighbours(ofEach(qkv, 6, 0, 4), 4, 2);
            double[][] k = turnNeighbours(ofEach(qkv, 6, 4, 8), 4, 2);
            double[][] mixed = attention(q, k, ofEach(qkv, 6, 8, 12), 6, 6, 0.5, NONE, NONE);
            x = add(x, m.withoutBias(mixed, l + ".attention.dense"));
            double[][] inner = map(
                    m.linear(m.norm(x, l + ".post_attention_layernorm"), l + ".mlp.dense_h_to_4h"), PlainMath::silu);
            x = add(x, m.linear(inner, l + ".mlp.dense_4h_to_h"));
        }
        assertClose(product(m.norm(x, "gpt_neox.final_layer_norm"), p.rows("gpt_neox.embed_in.weight")), actual);
    }

    @Test
    void phiNormsQueriesAndKeysPerHead() {
        float[] actual = logits("'phi', 'intermediate_size': 20, 'qk_layernorm': true, 'num_key_value_heads': 3,"
                + " 'tie_word_embeddings': true");
        double[][] x = m.embedding("model.embed_tokens.weight", IDS);
        for (int i = 0; i < 2; i++) {
            String l = "model.layers." + i;
            String a = l + ".self_attn.";
            double[][] y = m.norm(x, l + ".input_layernorm");
            double[][] q = turnNeighbours(perHead(m.linear(y, a + "q_proj"), a + "q_layernorm"), 4, 2);
            double[][] k = turnNeighbours(perHead(m.linear(y, a + "k_proj"), a + "k_layernorm"), 4, 2);
            double[][] mixed = attention(q, k, m.linear(y, a + "v_proj"), 6, 3, 0.5, NONE, NONE);
            double[][] inner = map(m.linear(y, l + ".mlp.fc1"), PlainMath::geluTanh);
            x = add(x, add(m.linear(mixed, a + "dense"), m.linear(inner, l + ".mlp.fc2")));
        }
        double[][] scores = product(m.norm(x, "model.final_layernorm"), p.rows("model.embed_tokens.weight"));
        double[] bias = p.rows("lm_head.bias")[0];
        double[][] repeated = new double[IDS.length][];
        Arrays.fill(repeated, bias);
        assertClose(add(scores, repeated), actual);
    }

    private double[][] perHead(double[][] x, String norm) {
        int width = x[0].length;
        double[][] out = new double[x.length][width];
        for (int from = 0; from < width; from += 4) {
            double[][] head = m.norm(columns(x, from, from + 4), norm);
            for (int i = 0; i < x.length; i++) {
                System.arraycopy(head[i], 0, out[i], from, 4);
            }
        }
        return out;
    }

    /** Slopes for six heads: four of the power below, two of the power above. */
    private static double slope(int head) {
        return Math.pow(2, -new double[] {2, 4, 6, 8, 1, 3}[head]);
    }

    /** The nearest number with eight significant bits, ties to even. */
    private static double bfloat16(double x) {
        double unit = Math.scalb(1.0, Math.getExponent(x) - 7);
        return x == 0 ? 0 : Math.rint(x / unit) * unit;
    }

    private static void assertClose(double[][] expected, float[] actual) {
        double[] flat = Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray();
        assertEquals(flat.length, actual.length);
        double largest = Arrays.stream(flat).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < flat.length; i++) {
            assertEquals(flat[i], actual[i], 2e-5 * Math.max(1, largest), "element " + i);
        }
    }

    private float[] logits(String variant) {
        return model(variant).forward(ForwardBatch.whole(IDS)).toFloats();
    }

    private CausalModel model(String variant) {
        return GptVariants.build(variant, p);
    }
}
