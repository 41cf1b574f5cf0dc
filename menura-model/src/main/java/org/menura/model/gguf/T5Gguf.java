package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.seq2seq.T5Variant;

/**
 * T5, encoder and decoder, or the encoder alone. Files do not say how far relative positions reach; it is 128 in all
 * published models. Nor do they say whether the embeddings, where they are the head too, meet states that were scaled:
 * those of T5 1.0 and UMT5 do, those of T5 1.1, Flan-T5 and mT5, which newer releases of transformers tie, do not.
 */
final class T5Gguf implements GgufFamily {
    private static final int FARTHEST = 128;

    private final boolean decodes;

    T5Gguf(boolean decodes) {
        this.decodes = decodes;
    }

    @Override
    public String architecture() {
        return decodes ? "t5" : "t5encoder";
    }

    @Override
    public List<String> modelTypes() {
        return decodes ? List.of("t5", "mt5", "umt5") : List.of("t5_encoder", "mt5_encoder", "umt5_encoder");
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        boolean perLayer = f.hasTensor("enc.blk.1.attn_rel_b.weight");
        ObjectNode out = f.config(
                perLayer ? "umt5" : "t5",
                (perLayer ? "UMT5" : "T5") + (decodes ? "ForConditionalGeneration" : "EncoderModel"));
        out.put("d_model", f.integer("embedding_length"));
        out.put("d_ff", f.integer("feed_forward_length"));
        out.put("d_kv", f.headDim());
        out.put("num_heads", f.integer("attention.head_count"));
        out.put("num_layers", f.blocks());
        if (decodes) {
            out.put("num_decoder_layers", f.has("decoder_block_count") ? f.blocks("decoder_block_count") : f.blocks());
            out.put("decoder_start_token_id", f.integer("decoder_start_token_id", 0));
        }
        out.put("n_positions", f.integer("context_length"));
        out.put("layer_norm_epsilon", f.number("attention.layer_norm_rms_epsilon"));
        out.put("relative_attention_num_buckets", f.integer("attention.relative_buckets_count"));
        out.put("relative_attention_max_distance", FARTHEST);
        boolean gated = f.hasTensor("enc.blk.0.ffn_gate.weight");
        out.put("feed_forward_proj", gated ? "gated-gelu" : "relu");
        out.put("is_encoder_decoder", true);
        boolean tied = !decodes || !f.hasTensor("output.weight");
        return out.put("tie_word_embeddings", tied).put("scale_decoder_outputs", tied && meansScaled(gated, perLayer));
    }

    /** Whether a head that is the embeddings meets scaled states. */
    private static boolean meansScaled(boolean gated, boolean perLayer) {
        return perLayer || !gated;
    }

    private static boolean meansScaled(Config c) {
        return meansScaled(isGated(c), isPerLayer(c));
    }

    private static boolean isGated(Config c) {
        return projection(c).startsWith("gated-");
    }

    private static boolean isPerLayer(Config c) {
        return c.modelType().startsWith("umt5");
    }

    private static boolean scales(Config c) {
        T5Variant variant =
                isPerLayer(c) ? T5Variant.UMT5 : c.modelType().startsWith("mt5") ? T5Variant.MT5 : T5Variant.T5;
        return variant.scales(c);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        int heads = c.positive("num_heads");
        int dim = c.positive("d_kv", 64);
        int layers = c.positive("num_layers");
        k.sizes(c, c.positive("n_positions", 512), c.positive("d_model"), layers, c.positive("d_ff"));
        if (decodes) {
            k.integer("decoder_block_count", c.positive("num_decoder_layers", layers));
            k.integer("decoder_start_token_id", c.integer("decoder_start_token_id", c.integer("pad_token_id", 0)));
        }
        k.integer("attention.head_count", heads);
        k.integer("attention.key_length", dim);
        k.integer("attention.value_length", dim);
        k.layerNorm(c, "layer_norm_epsilon", 1e-6);
        k.number("attention.layer_norm_rms_epsilon", c.number("layer_norm_epsilon", 1e-6));
        k.integer("attention.relative_buckets_count", c.positive("relative_attention_num_buckets", 32));
        int farthest = c.positive("relative_attention_max_distance", FARTHEST);
        GgufKeys.fixed(c, "relative_attention_max_distance", farthest, FARTHEST);
        c.refuseUnless("feed_forward_proj", "relu", "gated-gelu");
        if (decodes && scales(c) && !meansScaled(c)) {
            throw c.unsupported("scale_decoder_outputs", "in GGUF files of gated T5s the head's input is not scaled");
        }
    }

    private static String projection(Config c) {
        return c.text("feed_forward_proj", c.modelType().contains("mt5") ? "gated-gelu" : "relu");
    }

    @Override
    public Layout layout(Config c, boolean running) {
        boolean gated = isGated(c);
        boolean perLayer = isPerLayer(c);
        int layers = c.positive("num_layers");
        Layout t = new Layout().weight("token_embd", "shared");
        t.leaveOut("encoder.embed_tokens.weight").leaveOut("decoder.embed_tokens.weight");
        for (int i = 0; i < layers; i++) {
            Layout b = t.at("enc.blk." + i, "encoder.block." + i + ".layer");
            attention(b, "attn", "0.SelfAttention", "0.layer_norm");
            if (i == 0 || perLayer) {
                b.weight("attn_rel_b", "0.SelfAttention.relative_attention_bias");
            }
            mlp(b, gated, "1");
        }
        t.weight("enc.output_norm", "encoder.final_layer_norm");
        if (!decodes) {
            return t;
        }
        for (int i = 0; i < c.positive("num_decoder_layers", layers); i++) {
            Layout b = t.at("dec.blk." + i, "decoder.block." + i + ".layer");
            attention(b, "attn", "0.SelfAttention", "0.layer_norm");
            if (i == 0 || perLayer) {
                b.weight("attn_rel_b", "0.SelfAttention.relative_attention_bias");
                b.leaveOut("1.EncDecAttention.relative_attention_bias.weight");
            }
            attention(b, "cross_attn", "1.EncDecAttention", "1.layer_norm");
            mlp(b, gated, "2");
        }
        t.weight("dec.output_norm", "decoder.final_layer_norm");
        boolean tied = c.flag("tie_word_embeddings", true);
        return scales(c) == meansScaled(c) ? t.head(tied, "lm_head") : t.ownHead(tied, "lm_head", "shared");
    }

    private static void attention(Layout b, String gguf, String name, String norm) {
        b.weight(gguf + "_norm", norm);
        for (String part : new String[] {"q", "k", "v", "o"}) {
            b.weight(gguf + "_" + part, name + "." + part);
        }
    }

    private static void mlp(Layout b, boolean gated, String layer) {
        String dense = layer + ".DenseReluDense.";
        b.weight("ffn_norm", layer + ".layer_norm");
        if (gated) {
            b.weight("ffn_gate", dense + "wi_0").weight("ffn_up", dense + "wi_1");
        } else {
            b.weight("ffn_up", dense + "wi");
        }
        b.weight("ffn_down", dense + "wo");
    }
}
