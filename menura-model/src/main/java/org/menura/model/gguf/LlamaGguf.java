package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.menura.format.gguf.GgufFile;
import org.menura.model.Config;
import org.menura.model.layer.Rope;

/**
 * Llama, Mistral and Mixtral, which are one architecture to llama.cpp. Rows of the query and key matrices are ordered
 * for rotations of neighbours; run from a file, they are used so.
 */
final class LlamaGguf implements GgufFamily {
    @Override
    public String architecture() {
        return "llama";
    }

    @Override
    public List<String> modelTypes() {
        return List.of("llama", "mistral", "mixtral");
    }

    @Override
    public ObjectNode config(GgufFile file, boolean running) {
        GgufFields f = new GgufFields(file);
        int experts = f.integer("expert_count", 0);
        ObjectNode out = f.decoder(experts > 0 ? "mixtral" : "llama");
        out.putArray("architectures").add(experts > 0 ? "MixtralForCausalLM" : "LlamaForCausalLM");
        out.put("rms_norm_eps", f.number("attention.layer_norm_rms_epsilon"));
        f.rope(out, 10000);
        if (experts > 0) {
            out.put("num_local_experts", experts);
            out.put("num_experts_per_tok", f.integer("expert_used_count"));
        } else {
            out.put("attention_bias", file.has("blk.0.attn_q.bias"));
            out.put("mlp_bias", file.has("blk.0.ffn_down.bias"));
        }
        if (running) {
            out.put(Rope.INTERLEAVED, true);
        }
        return out;
    }

    @Override
    public void metadata(Config c, Map<String, Object> out) {
        GgufKeys k = new GgufKeys(architecture(), out);
        k.decoder(c);
        k.number("attention.layer_norm_rms_epsilon", c.number("rms_norm_eps", 1e-6));
        k.rope(c, 10000);
        if (c.text("model_type").equals("mixtral")) {
            k.integer("expert_count", c.integer("num_local_experts", 8));
            k.integer("expert_used_count", c.integer("num_experts_per_tok", 2));
        }
    }

    @Override
    public List<Mapping> mappings(Config c, boolean running) {
        int heads = c.positive("num_attention_heads", 32);
        int keyHeads = c.positive("num_key_value_heads", heads);
        int dim = c.positive("head_dim", c.positive("hidden_size", 4096) / heads);
        Conversion q = running ? Conversion.same() : neighbours(heads, dim);
        Conversion k = running ? Conversion.same() : neighbours(keyHeads, dim);
        boolean sparse = c.text("model_type").equals("mixtral");
        Mapping.Table t = new Mapping.Table();
        t.same("token_embd.weight", "model.embed_tokens.weight");
        for (int i = 0; i < c.positive("num_hidden_layers", 32); i++) {
            String attention = "model.layers.{}.self_attn.";
            t.block(i).same("blk.{}.attn_norm.weight", "model.layers.{}.input_layernorm.weight");
            t.add("blk.{}.attn_q.weight", q, attention + "q_proj.weight");
            t.add("blk.{}.attn_q.bias", q, attention + "q_proj.bias");
            t.add("blk.{}.attn_k.weight", k, attention + "k_proj.weight");
            t.add("blk.{}.attn_k.bias", k, attention + "k_proj.bias");
            t.weightAndBias("blk.{}.attn_v", attention + "v_proj");
            t.weightAndBias("blk.{}.attn_output", attention + "o_proj");
            t.same("blk.{}.ffn_norm.weight", "model.layers.{}.post_attention_layernorm.weight");
            if (sparse) {
                experts(t, c.positive("num_local_experts", 8));
            } else {
                String mlp = "model.layers.{}.mlp.";
                t.weightAndBias("blk.{}.ffn_gate", mlp + "gate_proj");
                t.weightAndBias("blk.{}.ffn_up", mlp + "up_proj");
                t.weightAndBias("blk.{}.ffn_down", mlp + "down_proj");
            }
        }
        t.same("output_norm.weight", "model.norm.weight");
        t.same("output.weight", "lm_head.weight");
        return t.mappings();
    }

    private static void experts(Mapping.Table t, int count) {
        String moe = "model.layers.{}.block_sparse_moe.";
        t.same("blk.{}.ffn_gate_inp.weight", moe + "gate.weight");
        t.add("blk.{}.ffn_gate_exps.weight", Conversion.stacked(), each(moe + "experts.%d.w1.weight", count));
        t.add("blk.{}.ffn_down_exps.weight", Conversion.stacked(), each(moe + "experts.%d.w2.weight", count));
        t.add("blk.{}.ffn_up_exps.weight", Conversion.stacked(), each(moe + "experts.%d.w3.weight", count));
    }

    /** A name for each expert. */
    static String[] each(String pattern, int count) {
        return IntStream.range(0, count).mapToObj(pattern::formatted).toArray(String[]::new);
    }

    /** Row order in which element 2 i of a head and 2 i + 1 were i and i + dim / 2. */
    static Conversion neighbours(int heads, int dim) {
        return Conversion.rows(row -> {
            int head = row / dim;
            int within = row % dim;
            return head * dim + (within % 2) * (dim / 2) + within / 2;
        });
    }
}
