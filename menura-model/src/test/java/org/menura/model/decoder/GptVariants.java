package org.menura.model.decoder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Registry;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.cpu.CpuBackend;

/** Tiny models of any decoder family: 11 tokens, 2 layers, 6 heads of size 4. */
final class GptVariants {
    private static final String SIZES = "'vocab_size': 11, 'hidden_size': 24, 'num_hidden_layers': 2,"
            + " 'num_attention_heads': 6, 'model_type': ";

    private GptVariants() {}

    /**
     * Builds a model.
     *
     * @param variant its type and further fields of its config, in single quotes; a later field of the same name
     *     replaces an earlier one
     */
    static CausalModel build(String variant, Parameters parameters) {
        Config config;
        try {
            String json = "{" + (SIZES + variant).replace('\'', '"') + "}";
            config = new Config(new ObjectMapper().readTree(json), "config.json");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        return Registry.build(ModelKind.DECODER, config, Weights.of(parameters, new CpuBackend(1)));
    }
}
