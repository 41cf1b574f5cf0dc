package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.layer.BertBlock;
import org.menura.model.layer.BertFields;
import org.menura.model.layer.Heads;
import org.menura.tensor.Activation;

/**
 * The encoder of BERT, of DistilBERT, which is a BERT without types of tokens, and of RoBERTa, which is a BERT whose table
 * of positions lacks the entries before the first. Of the heads, files have the one that classifies whole texts, as
 * rerankers do. A RoBERTa or DistilBERT comes back as the BERT that computes the same. llama.cpp computes its GELU by the tanh
 * approximation.
 */
final class BertGguf implements GgufFamily {
    private static final List<String> HEADS = List.of(
            "classifier",
            "classifier.dense",
            "classifier.out_proj",
            "qa_outputs",
            "cls.predictions",
            "cls.predictions.decoder",
            "cls.predictions.transform.dense",
            "cls.predictions.transform.LayerNorm",
            "cls.seq_relationship",
            "vocab_transform",
            "vocab_layer_norm",
            "vocab_projector",
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
        return List.of("bert", "roberta", "xlm-roberta", "camembert", "distilbert");
    }

    @Override
    public String basePrefix(Config config) {
        return distil(config) ? "distilbert." : roberta(config) ? "roberta." : "bert.";
    }

    @Override
    public ObjectNode config(GgufFields f, boolean running) {
        boolean classifies = ClassifierKeys.isIn(f);
        ObjectNode out = f.config("bert", classifies ? "BertForSequenceClassification" : "BertModel");
        if (classifies) {
            if (!f.hasTensor("cls.weight")) {
                throw new FormatException(f.source()
                        + " holds a classifier (cls.output) without the layer that it reads (cls), which llama.cpp's converter leaves"
                        + " out of a BERT; take the Hugging Face folder");
            }
            ClassifierKeys.read(f, out);
        }
        out.put("hidden_size", f.integer("embedding_length"));
        out.put("intermediate_size", f.integer("feed_forward_length"));
        out.put("num_hidden_layers", f.blocks());
        out.put("num_attention_heads", f.integer("attention.head_count"));
        out.put("max_position_embeddings", f.integer("context_length"));
        out.put("type_vocab_size", f.hasTensor("token_types.weight") ? f.rows("token_types.weight") : 0);
        f.layerNorm(out, "layer_norm_eps");
        return out.put("hidden_act", "gelu").put("add_pooling_layer", false);
    }

    @Override
    public void metadata(Config c, GgufKeys k) {
        BertFields f = fields(c);
        int heads = c.positive(f.heads(), 12);
        int hidden = c.positive(f.hidden(), 768);
        k.sizes(
                c,
                c.positive("max_position_embeddings", 512) - firstPosition(c),
                hidden,
                layers(c),
                c.positive(f.inner(), 3072));
        k.attention(Heads.dividing(c, f.heads(), hidden, heads, heads));
        if (distil(c)) {
            k.number("attention.layer_norm_epsilon", 1e-12);
        } else {
            k.layerNorm(c, "layer_norm_eps", 1e-12);
        }
        k.flag("attention.causal", false);
        k.global("tokenizer.ggml.token_type_count", distil(c) ? 1 : c.positive("type_vocab_size", 2));
        if (classifies(c)) {
            if (distil(c)) {
                throw c.unsupported(
                        "architectures", "GGUF files of this architecture mean a classifier with tanh before it");
            }
            ClassifierKeys.write(c, k);
        }
        c.refuseUnless("position_embedding_type", "absolute");
        GgufKeys.activation(c, f.activation(), "gelu", Activation.GELU);
    }

    private static int firstPosition(Config c) {
        return roberta(c) ? c.integer("pad_token_id", 1) + 1 : 0;
    }

    private static boolean roberta(Config c) {
        return !c.text("model_type").equals("bert") && !distil(c);
    }

    private static boolean distil(Config c) {
        return c.text("model_type").equals("distilbert");
    }

    private static BertFields fields(Config c) {
        return distil(c) ? BertFields.DISTILBERT : BertFields.BERT;
    }

    private static int layers(Config c) {
        return c.positive(fields(c).layers(), fields(c).usualLayers());
    }

    private static boolean classifies(Config c) {
        return c.texts("architectures").stream().anyMatch(name -> name.endsWith("ForSequenceClassification"));
    }

    @Override
    public Layout layout(Config c, boolean running) {
        BertBlock.Names names = distil(c) ? BertBlock.DISTILBERT : BertBlock.BERT;
        String blocks = distil(c) ? "transformer.layer." : "encoder.layer.";
        Conversion positions = roberta(c) ? Conversions.withoutFirst(firstPosition(c)) : Conversions.same();
        String body = classifies(c) ? basePrefix(c) : "";
        Layout t = new Layout().weight("token_embd", body + "embeddings.word_embeddings");
        t.weight("position_embd", positions, body + "embeddings.position_embeddings");
        t.add(
                Mapping.Use.OPTIONAL,
                "token_types.weight",
                Conversions.rows(),
                body + "embeddings.token_type_embeddings.weight");
        t.weightAndBias("token_embd_norm", body + "embeddings.LayerNorm");
        for (int i = 0; i < layers(c); i++) {
            Layout b = t.at("blk." + i, body + blocks + i);
            b.weightAndBias("attn_q", names.projections() + "." + names.query());
            b.weightAndBias("attn_k", names.projections() + "." + names.key());
            b.weightAndBias("attn_v", names.projections() + "." + names.value());
            b.weightAndBias("attn_output", names.output());
            b.weightAndBias("attn_output_norm", names.outputNorm());
            b.weightAndBias("ffn_up", names.up());
            b.weightAndBias("ffn_down", names.down());
            b.weightAndBias("layer_output_norm", names.norm());
        }
        if (classifies(c)) {
            t.weightAndBias("cls", roberta(c) ? "classifier.dense" : body + "pooler.dense");
            String last = roberta(c) ? "classifier.out_proj" : "classifier";
            t.weight("cls.output", Conversions.rows(), last)
                    .add(Mapping.Use.OPTIONAL, "cls.output.bias", Conversions.same(), last + ".bias");
        } else {
            t.add(Mapping.Use.READ, "cls.weight", Conversions.same(), "pooler.dense.weight");
            t.add(Mapping.Use.READ, "cls.bias", Conversions.same(), "pooler.dense.bias");
        }
        t.leaveOut("pooler.dense.weight").leaveOut("pooler.dense.bias");
        HEADS.forEach(t::leaveOutHead);
        return t;
    }
}
