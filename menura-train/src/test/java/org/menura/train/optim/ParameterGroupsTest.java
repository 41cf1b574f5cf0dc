package org.menura.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;
import org.menura.train.optim.ParameterGroups.Rule;

class ParameterGroupsTest {
    private static List<Parameter> named(String... names) {
        return Stream.of(names).map(n -> Parameter.of(n, Tensor.zeros(2))).toList();
    }

    private static List<String> names(ParameterGroup group) {
        return group.parameters().stream().map(Parameter::name).toList();
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        List<ParameterGroup> groups = ParameterGroups.of(
                named("head.weight", "layers.0.weight", "layers.0.bias", "head.bias"),
                List.of(
                        Rule.of("biases", "bias$", 0),
                        new Rule("head", Pattern.compile("^head"), 0.5, 10),
                        Rule.of("rest", "", 0.1)));
        assertEquals(List.of("layers.0.bias", "head.bias"), names(groups.get(0)));
        assertEquals(List.of("head.weight"), names(groups.get(1)));
        assertEquals(List.of("layers.0.weight"), names(groups.get(2)));
        assertEquals(10, groups.get(1).rateScale());
        assertEquals(0.1, groups.get(2).weightDecay());
    }

    @Test
    void aParameterThatNoRuleMatchesIsNamed() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> ParameterGroups.of(named("a", "b"), List.of(Rule.of("a", "a", 0))))
                .getMessage();
        assertTrue(message.startsWith("parameter b matches none of the 1 rules"), message);
        assertThrows(IllegalArgumentException.class, () -> ParameterGroups.all(named("a"), -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.embed_tokens.weight",
                "model.layers.0.input_layernorm.weight",
                "model.norm.weight",
                "transformer.h.0.ln_1.weight",
                "blocks.3.ln2.weight",
                "transformer.wte.weight",
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
                "w.online.weight"
            })
    void otherMatricesAre(String name) {
        ParameterGroup decayed = ParameterGroups.decay(named(name), 0.1).get(1);
        assertEquals(List.of(name), names(decayed));
        assertEquals(0.1, decayed.weightDecay());
    }
}
