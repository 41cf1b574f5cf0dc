package org.menura.model.gguf;

import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.menura.model.Config;
import org.menura.model.gguf.Mapping.Use;
import org.menura.model.layer.Heads;

/** Names that Llama and its descendants share, on both sides. */
public final class LlamaLayout {
    public static final String EMBEDDINGS = "model.embed_tokens";
    public static final String NORM = "model.norm";
    public static final String HEAD = "lm_head";

    private LlamaLayout() {}

    /** Returns a layout of embeddings, blocks, a norm and a head. */
    public static Layout around(Config c, BiConsumer<Integer, Layout> block) {
        return blocks(c, block).weight("output_norm", NORM).head(tied(c), HEAD);
    }

    /** Returns a layout of embeddings, blocks and a head, where the last norm has no parameters. */
    public static Layout withoutNorm(Config c, BiConsumer<Integer, Layout> block) {
        return blocks(c, block).head(tied(c), HEAD);
    }

    /** Returns a layout of embeddings, blocks, a norm and a head where llama.cpp asks for a head in any case. */
    public static Layout aroundOwnHead(Config c, BiConsumer<Integer, Layout> block) {
        return blocks(c, block).weight("output_norm", NORM).ownHead(tied(c), HEAD, EMBEDDINGS);
    }

    private static boolean tied(Config c) {
        return c.flag("tie_word_embeddings", false);
    }

    /** Returns a layout of embeddings and blocks. */
    public static Layout blocks(Config c, BiConsumer<Integer, Layout> block) {
        Layout t = new Layout();
        t.weight("token_embd", EMBEDDINGS);
        for (int i = 0; i < c.positive("num_hidden_layers"); i++) {
            block.accept(i, t.at("blk." + i, "model.layers." + i));
        }
        return t;
    }

    /** Adds the three projections of an attention layer, which some files hold in one tensor. */
    public static void projections(Layout b, Heads heads, Conversion queriesAndKeys) {
        int[] rows = {heads.queryWidth(), heads.keyWidth(), heads.keyWidth()};
        Conversion fused = Conversions.concatenated(rows, queriesAndKeys, queriesAndKeys, Conversions.same());
        b.weightAndBias("attn_q", queriesAndKeys, "self_attn.q_proj");
        b.weightAndBias("attn_k", queriesAndKeys, "self_attn.k_proj");
        b.weightAndBias("attn_v", "self_attn.v_proj");
        b.alsoAs("attn_qkv", fused, "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj");
    }

    /** Returns the layout of attention layers that have biases only where the config says so, all four then. */
    static Layout biased(Config c, Layout b) {
        return b.biases(c.flag("attention_bias", false) ? Use.FILLED : null);
    }

    /** Adds a gated MLP. */
    public static void gatedMlp(Layout b) {
        b.weight("ffn_gate", "mlp.gate_proj").weight("ffn_up", "mlp.up_proj").weight("ffn_down", "mlp.down_proj");
    }

    /**
     * Adds a router and experts.
     *
     * @param path the path of router and experts in a block
     */
    public static void experts(Layout b, String path, String gate, String up, String down, int count) {
        String[] gates = each(path + ".experts.%d." + gate, count);
        String[] ups = each(path + ".experts.%d." + up, count);
        b.weight("ffn_gate_inp", path + ".gate");
        b.weight("ffn_gate_exps", Conversions.stacked(count), gates);
        b.weight("ffn_up_exps", Conversions.stacked(count), ups);
        b.weight("ffn_down_exps", Conversions.stacked(count), each(path + ".experts.%d." + down, count));
        String[] both = Stream.concat(Stream.of(gates), Stream.of(ups))
                .map(n -> n + ".weight")
                .toArray(String[]::new);
        b.add(Use.READ, "ffn_gate_up_exps.weight", Conversions.stackedPairs(count), both);
    }

    private static String[] each(String pattern, int count) {
        return IntStream.range(0, count).mapToObj(pattern::formatted).toArray(String[]::new);
    }
}
