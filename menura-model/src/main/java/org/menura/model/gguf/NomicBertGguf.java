package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.encoder.NomicBert;
import org.menura.model.layer.Heads;

/** Nomic's BERT with gated MLPs in every block, without heads. */
final class NomicBertGguf implements GgufFamily {
    @Override
    public String architecture() {
        return "nomic-bert";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("nomic_bert");
    }

    @Override
    public String basePrefix(Config config) {
        return "";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        ObjectNode out = f.config("nomic_bert", "NomicBertModel");
        out.put("hidden_size", f.integer("embedding_length"));
        out.put("intermediate_size", f.integer("feed_forward_length"));
        out.put("num_hidden_layers", f.blocks());
        out.put("num_attention_heads", f.integer("attention.head_count"));
        out.put("max_position_embeddings", f.integer("context_length"));
        out.put("type_vocab_size", f.hasTensor("token_types.weight") ? f.rows("token_types.weight") : 0);
        f.layerNorm(out, "layer_norm_eps");
        GgufRope.read(f, out, NomicBert.BASE);
        return out.put("hidden_act", "silu");
    }

    @Override
    public void metadata(Config given, GgufKeys k) {
        Config c = NomicBert.named(given);
        int heads = c.positive("num_attention_heads", 12);
        int hidden = c.positive("hidden_size", 768);
        k.sizes(
                c,
                NomicBert.context(c),
                hidden,
                c.positive("num_hidden_layers", 12),
                c.positive("intermediate_size", 4 * hidden));
        k.attention(Heads.dividing(c, "num_attention_heads", hidden, heads, heads));
        k.layerNorm(c, "layer_norm_eps", 1e-12);
        k.flag("attention.causal", false);
        k.global("tokenizer.ggml.token_type_count", c.positive("type_vocab_size", 2));
        GgufRope.write(c, k, NomicBert.BASE, false);
    }

    @Override
    public Layout layout(Config given, boolean running) {
        Config c = NomicBert.named(given);
        Layout t = new Layout().weight("token_embd", "embeddings.word_embeddings");
        t.add(
                Mapping.Use.OPTIONAL,
                "token_types.weight",
                Conversions.rows(),
                "embeddings.token_type_embeddings.weight");
        t.weightAndBias("token_embd_norm", "emb_ln");
        for (int i = 0; i < c.positive("num_hidden_layers", 12); i++) {
            Layout b = t.at("blk." + i, "encoder.layers." + i);
            b.weight("attn_qkv", "attn.Wqkv");
            b.weight("attn_output", "attn.out_proj");
            b.weightAndBias("attn_output_norm", "norm1");
            b.weight("ffn_up", "mlp.fc11");
            b.weight("ffn_gate", "mlp.fc12");
            b.weight("ffn_down", "mlp.fc2");
            b.weightAndBias("layer_output_norm", "norm2");
        }
        return t;
    }
}
