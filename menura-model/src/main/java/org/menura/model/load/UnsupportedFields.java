package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.menura.format.FormatException;
import org.menura.model.Config;

/**
 * A check of a config for fields that change what a model computes and that its family did not read. Fields that are
 * neither here nor read have no effect on results (training options, names, ids that generation uses), or announce
 * tensors that would be surplus (biases).
 */
public final class UnsupportedFields {
    private static final Set<String> EFFECTIVE = Set.of(
            "quantization_config",
            "rope_scaling",
            "rope_parameters",
            "sliding_window",
            "attn_logit_softcapping",
            "final_logit_softcapping",
            "query_pre_attn_scalar",
            "clip_qkv",
            "alibi",
            "use_alibi",
            "qk_layernorm",
            "use_qk_norm",
            "partial_rotary_factor",
            "rotary_pct",
            "parallel_attn",
            "use_parallel_residual",
            "embedding_multiplier",
            "residual_multiplier",
            "attention_multiplier",
            "logits_scaling",
            "logit_scale",
            "scale_emb",
            "scale_depth",
            "n_shared_experts",
            "first_k_dense_replace",
            "mlp_only_layers",
            "decoder_sparse_step",
            "use_bidirectional_attention",
            "is_decoder_only_cross_attention",
            "cross_attention_freq",
            "add_cross_attention");

    /** True says "not used" of this one. */
    private static final String CAUSAL = "is_causal";

    private UnsupportedFields() {}

    /** Checks that {@code config} holds no unsupported field that nobody has read. */
    public static void refuse(Config config) {
        Set<String> ignored = new TreeSet<>();
        for (String name : config.unread()) {
            boolean effective = name.equals(CAUSAL)
                    ? config.raw(name).isBoolean() && !config.raw(name).booleanValue()
                    : EFFECTIVE.contains(name) && !neutral(config.raw(name));
            if (effective) {
                ignored.add(name + " = " + config.raw(name));
            }
        }
        if (!ignored.isEmpty()) {
            throw new FormatException("%s: %s would change the result, but this architecture does not support it"
                    .formatted(config.source(), String.join(", ", ignored)));
        }
    }

    /** Values that say "not used". */
    private static boolean neutral(JsonNode value) {
        return value.isBoolean() && !value.booleanValue()
                || value.isNumber() && (value.doubleValue() == 0 || value.doubleValue() == 1)
                || value.isArray() && value.isEmpty()
                || value.isObject()
                        && (value.isEmpty() || value.path("rope_type").asText().equals("default"));
    }
}
