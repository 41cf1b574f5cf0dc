package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.tensor.Shape;

/** Writes the config that official RWKV checkpoints come without: their tensors tell version and sizes. */
public final class RwkvConfigs {
    /** The norm of the official code divides by 8 before it adds 1e-5; undivided that is 1e-5 · 8². */
    private static final double GROUP_NORM_EPS = 64e-5;

    private RwkvConfigs() {}

    /** Returns whether a checkpoint has the official parameter names. */
    public static boolean applies(Checkpoint checkpoint) {
        return checkpoint.has("emb.weight") && checkpoint.has("blocks.0.ln0.weight");
    }

    /**
     * Infers the config of a checkpoint with the official parameter names.
     *
     * @throws FormatException if the tensors are those of no version
     */
    public static ObjectNode infer(Checkpoint c) {
        int version = version(c);
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Shape embedding = c.shape("emb.weight");
        int layers = 0;
        while (c.has("blocks.%d.ln1.weight".formatted(layers))) {
            layers++;
        }
        out.put("model_type", "rwkv" + version);
        out.put("vocab_size", embedding.dim(0));
        out.put("hidden_size", embedding.dim(1));
        out.put("attention_hidden_size", c.shape("blocks.0.att.key.weight").dim(0));
        out.put("intermediate_size", c.shape("blocks.0.ffn.key.weight").dim(0));
        out.put("num_hidden_layers", layers);
        out.put("layer_norm_epsilon", 1e-5);
        out.put("group_norm_epsilon", GROUP_NORM_EPS);
        switch (version) {
            case 5 -> out.put("head_size", c.shape("blocks.0.att.time_faaaa").dim(1));
            case 6 -> {
                out.put("head_size", c.shape("blocks.0.att.time_faaaa").dim(1));
                out.put("mix_low_rank_dim", c.shape("blocks.0.att.time_maa_w2").dim(1));
                out.put(
                        "decay_low_rank_dim",
                        c.shape("blocks.0.att.time_decay_w1").dim(1));
            }
            case 7 -> {
                out.put("head_size", c.shape("blocks.0.att.r_k").dim(1));
                out.put("decay_low_rank_dim", c.shape("blocks.0.att.w1").dim(1));
                out.put("a_low_rank_dim", c.shape("blocks.0.att.a1").dim(1));
                out.put("gate_low_rank_dim", c.shape("blocks.0.att.g1").dim(1));
                if (layers > 1) {
                    out.put("v_low_rank_dim", c.shape("blocks.1.att.v1").dim(1));
                }
            }
            default -> {}
        }
        return out;
    }

    /**
     * Infers the config of a checkpoint beside a small config that names the architecture ({@code "architecture":
     * "rwkv5"}), as test models of the ggml world have it; their version 5 applies the norm's 1e-5 undivided.
     */
    public static ObjectNode infer(Checkpoint c, JsonNode given) {
        ObjectNode out = infer(c);
        String named = given.path("architecture").asText();
        if (!named.isEmpty() && !named.equals(out.get("model_type").asText())) {
            throw new FormatException("%s: the config says %s, but the tensors are those of %s"
                    .formatted(c.source(), named, out.get("model_type").asText()));
        }
        if (named.equals("rwkv5")) {
            out.put("group_norm_epsilon", 1e-5);
        }
        return out;
    }

    private static int version(Checkpoint c) {
        if (c.has("blocks.0.att.r_k")) {
            return 7;
        }
        if (c.has("blocks.0.att.time_maa_x")) {
            return 6;
        }
        if (c.has("blocks.0.att.time_faaaa") && c.has("blocks.0.att.gate.weight")) {
            return 5;
        }
        if (c.has("blocks.0.att.time_first") && !c.has("blocks.0.att.ln_x.weight")) {
            return 4;
        }
        throw new FormatException(c.source() + " is no RWKV of version 4, 5.2, 6 or 7; its time-mix parameters are"
                + " those of another version");
    }
}
