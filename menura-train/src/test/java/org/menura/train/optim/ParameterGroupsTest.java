package org.menura.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

class ParameterGroupsTest {
    private static List<Parameter> named(String... names) {
        return Stream.of(names).map(n -> Parameter.of(n, Tensor.zeros(2))).toList();
    }

    private static List<String> names(ParameterGroup group) {
        return group.parameters().stream().map(Parameter::name).toList();
    }

    @Test
    void aDecayIsNotNegative() {
        assertThrows(IllegalArgumentException.class, () -> ParameterGroups.all(named("a"), -1));
    }

    @Test
    void othersAreSparedWhereThatIsSaid() {
        List<ParameterGroup> groups = ParameterGroups.decay(named("a.bias", "head.weight"), 0.1, "head.weight"::equals);
        assertEquals(List.of("head.weight"), names(groups.get(0)));
        assertEquals(List.of("a.bias"), names(groups.get(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.embed_tokens.weight",
                "model.layers.0.input_layernorm.weight",
                "model.norm.weight",
                "transformer.h.0.ln_1.weight",
                "blocks.3.ln2.weight",
                "bert.encoder.layer.0.output.LayerNorm.weight",
                "bert.embeddings.word_embeddings.weight",
                "ln_f.weight",
                "ln.weight",
                "blocks.0.att.ln_x.weight",
                "wpe.weight",
                "transformer.wte.weight",
                "shared.weight",
                "backbone.layers.0.mixer.dt_bias",
                "emb.weight",
                "layers.0.self_attn.q_proj.bias",
                "backbone.layers.0.mixer.A_log",
                "backbone.layers.0.mixer.D"
            })
    void normsBiasesAndEmbeddingsAreNotDecayed(String name) {
        List<ParameterGroup> groups = ParameterGroups.decay(named(name), 0.1);
        assertEquals(List.of(name), names(groups.get(0)));
        assertEquals(0, groups.get(0).weightDecay());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.layers.0.self_attn.q_proj.weight",
                "lm_head.weight",
                "blocks.0.ffn.key.weight",
                "w.online.weight",
                "fc.linear.weight",
                "backbone.layers.0.mixer.in_proj.weight"
            })
    void otherMatricesAre(String name) {
        ParameterGroup decayed = ParameterGroups.decay(named(name), 0.1).get(1);
        assertEquals(List.of(name), names(decayed));
        assertEquals(0.1, decayed.weightDecay());
    }
}
