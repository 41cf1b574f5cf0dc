package org.menura.model.layer;

import org.menura.model.Config;
import org.menura.tensor.Activation;

/** Activation functions by the names that configs give them. */
public final class Activations {
    private Activations() {}

    /**
     * Returns the activation that a field names.
     *
     * @throws org.menura.format.FormatException if no function has that name
     */
    public static Activation of(Config config, String field, String fallback) {
        return named(config, field, config.text(field, fallback));
    }

    /** Returns the activation of a name that a field holds or implies. */
    public static Activation named(Config config, String field, String name) {
        return switch (name) {
            case "relu" -> Activation.RELU;
            case "relu2" -> Activation.RELU_SQUARED;
            case "gelu", "gelu_python" -> Activation.GELU;
            case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_accurate", "gelu_python_tanh" ->
                Activation.GELU_TANH;
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "silu", "swish" -> Activation.SILU;
            case "sigmoid" -> Activation.SIGMOID;
            case "tanh" -> Activation.TANH;
            default ->
                throw config.unsupported(
                        field,
                        "supported: relu, relu2, gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, silu, sigmoid, tanh");
        };
    }
}
