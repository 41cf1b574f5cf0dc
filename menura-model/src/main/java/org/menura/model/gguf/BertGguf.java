package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.layer.Heads;
import org.menura.tensor.Activation;

/**
 * The encoder of BERT, of DistilBERT, which is a BERT without types of tokens, and of RoBERTa, which is a BERT whose table
 * of positions lacks the entries before the first. Heads are left out when written; the one that classifies sequences, of
 * rerankers, is read. A RoBERTa comes back as the BERT that computes the same. llama.cpp computes its GELU by the tanh
 * approximation.
 */
final class BertGguf implements GgufFamily {
    /** Pooler and heads of tasks. */
    private static final List<String> HEADS = List.of(
            "pooler.dense",
            "classifier",
            "classifier.dense",
            "classifier.out_proj",
            "qa_outputs",
            "cls.predictions",
            "cls.predictions.decoder",
            "cls.predictions.transform.dense",
            "cls.predictions.transform.LayerNorm",
            "cls.seq_relationship",
            "lm_head",
            "lm_head.decoder",
            "lm_head.dense",
            "lm_head.layer_norm");

    @Override
    public String architecture() {
        return "bert";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("bert", "roberta", "xlm-roberta", "camembert");
    }

    @Override
    public String basePrefix(Config config) {
        return roberta(config) ? "roberta." : "bert.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        boolean classifies = f.hasTensor("cls.output.weight");
        ObjectNode out = f.config("bert", classifies ? "BertForSequenceClassification" : "BertModel");
        if (classifies) {
            if (!f.hasTensor("cls.weight")) {
                throw new FormatException(f.source()
                        + " holds a classifier (cls.output) without the layer that it reads (cls), which llama.cpp's converter leaves"
                        + " out of a BERT; take the Hugging Face folder");
            }
            out.put("num_labels", f.size("cls.output.weight", 0));
        }
        out.put("hidden_size", f.integer("embedding_length"));
        out.put("intermediate_size", f.integer("feed_forward_length"));
        out.put("num_hidden_layers", f.blocks());
        out.put("num_attention_heads", f.integer("attention.head_count"));
        out.put("max_position_embeddings", f.integer("context_length"));
        out.put("type_vocab_size", f.hasTensor("token_types.weight") ? f.size("token_types.weight", 0) : 0);
        f.layerNorm(out, "layer_norm_eps");
        return out.put("hidden_act", "gelu").put("add_pooling_layer", false);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        int heads = c.positive("num_attention_heads", 12);
        int hidden = c.positive("hidden_size", 768);
        k.sizes(
                c,
                c.positive("max_position_embeddings", 512) - firstPosition(c),
                hidden,
                c.positive("num_hidden_layers", 12),
                c.positive("intermediate_size", 3072));
        k.attention(Heads.dividing(c, "num_attention_heads", hidden, heads, heads));
        k.layerNorm(c, "layer_norm_eps", 1e-12);
        k.flag("attention.causal", false);
        k.global("tokenizer.ggml.token_type_count", c.positive("type_vocab_size", 2));
        c.refuseUnless("position_embedding_type", "absolute");
        GgufKeys.activation(c, "hidden_act", "gelu", Activation.GELU);
    }

    private static int firstPosition(Config c) {
        return roberta(c) ? c.integer("pad_token_id", 1) + 1 : 0;
    }

    private static boolean roberta(Config c) {
        return !c.text("model_type").equals("bert");
    }

    @Override
    public Layout layout(Config c, boolean running) {
        Conversion positions = roberta(c) ? Conversions.withoutFirst(firstPosition(c)) : Conversions.same();
        Layout t = new Layout().weight("token_embd", "embeddings.word_embeddings");
        t.weight("position_embd", positions, "embeddings.position_embeddings");
        t.add(
                Mapping.Use.OPTIONAL,
                "token_types.weight",
                Conversions.same(),
                "embeddings.token_type_embeddings.weight");
        t.weightAndBias("token_embd_norm", "embeddings.LayerNorm");
        for (int i = 0; i < c.positive("num_hidden_layers", 12); i++) {
            Layout b = t.at("blk." + i, "encoder.layer." + i);
            b.weightAndBias("attn_q", "attention.self.query");
            b.weightAndBias("attn_k", "attention.self.key");
            b.weightAndBias("attn_v", "attention.self.value");
            b.weightAndBias("attn_output", "attention.output.dense");
            b.weightAndBias("attn_output_norm", "attention.output.LayerNorm");
            b.weightAndBias("ffn_up", "intermediate.dense");
            b.weightAndBias("ffn_down", "output.dense");
            b.weightAndBias("layer_output_norm", "output.LayerNorm");
        }
        for (String part : List.of(".weight", ".bias")) {
            t.add(Mapping.Use.READ, "cls" + part, Conversions.same(), "pooler.dense" + part);
            t.add(Mapping.Use.READ, "cls.output" + part, Conversions.same(), "classifier" + part);
        }
        for (String head : HEADS) {
            t.leaveOut(head + ".weight").leaveOut(head + ".bias");
        }
        return t;
    }
}
