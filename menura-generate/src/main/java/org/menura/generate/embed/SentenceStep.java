package org.menura.generate.embed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A module of sentence-transformers that changes vectors: those of tokens before pooling, or the pooled one after it. */
sealed interface SentenceStep {
    /** Changes vectors: [rows, width] → [rows, new width]. */
    Tensor apply(Tensor rows, Backend ops);

    /** Scales to length 1. */
    record Normalize() implements SentenceStep {
        @Override
        public Tensor apply(Tensor rows, Backend ops) {
            int width = rows.dim(1);
            float[] out = new float[Math.multiplyExact(rows.dim(0), width)];
            for (int i = 0; i < rows.dim(0); i++) {
                System.arraycopy(Embedder.unit(rows.rows(i, i + 1).toFloats()), 0, out, i * width, width);
            }
            return Tensor.of(out, rows.dim(0), width);
        }
    }

    /** Normalises mean and variance of each vector. */
    record Centre(Tensor weight, Tensor bias) implements SentenceStep {
        private static final float EPS = 1e-5f;

        @Override
        public Tensor apply(Tensor rows, Backend ops) {
            return ops.layerNorm(rows, weight, bias, EPS);
        }

        static Centre read(Path module) {
            Checkpoint weights = HfFolder.open(module).weights();
            return new Centre(
                    weights.tensor("norm.weight").toHeap(),
                    weights.tensor("norm.bias").toHeap());
        }
    }

    /**
     * A linear layer.
     *
     * @param weight [out, in]
     * @param activation null for none
     * @param residual what is added to its output
     * @param bypass [out, in], what the input becomes before it is added; null for the input itself
     */
    record Dense(
            Tensor weight,
            @Nullable Tensor bias,
            @Nullable Activation activation,
            boolean residual,
            @Nullable Tensor bypass)
            implements SentenceStep {
        @Override
        public Tensor apply(Tensor rows, Backend ops) {
            Tensor out = ops.linear(rows, weight, bias); // [rows, out]
            Tensor activated = activation == null ? out : ops.activate(activation, out);
            if (!residual) {
                return activated;
            }
            return ops.add(activated, bypass == null ? rows : ops.linear(rows, bypass, null));
        }

        static Dense read(Path module) {
            Path file = module.resolve("config.json");
            JsonNode config = Json.parse(file);
            Checkpoint weights = HfFolder.open(module).weights();
            return new Dense(
                    weights.tensor("linear.weight"),
                    weights.has("linear.bias") ? weights.tensor("linear.bias").toHeap() : null,
                    SentenceStep.activation(
                            config.path("activation_function").asText("torch.nn.modules.activation.Tanh"), file),
                    config.path("use_residual").asBoolean(),
                    weights.has("residual.weight") ? weights.tensor("residual.weight") : null);
        }
    }

    /**
     * Returns the function of a PyTorch class; null for the identity.
     *
     * @param file where it is named
     */
    static @Nullable Activation activation(String named, Path file) {
        return switch (named.substring(named.lastIndexOf('.') + 1)) {
            case "Identity" -> null;
            case "Tanh" -> Activation.TANH;
            case "ReLU" -> Activation.RELU;
            case "GELU" -> Activation.GELU;
            case "SiLU" -> Activation.SILU;
            case "Sigmoid" -> Activation.SIGMOID;
            case "Softplus" -> Activation.SOFTPLUS;
            default ->
                throw new FormatException("%s: the activation function %s is not supported; Identity, Tanh, ReLU, GELU,"
                                .formatted(file, named)
                        + " SiLU, Sigmoid and Softplus are");
        };
    }

    /**
     * Returns whether a module changes the vectors of tokens rather than the pooled one.
     *
     * @param module its folder
     * @throws FormatException if it reads one and writes the other
     */
    static boolean isOfTokens(Path module) {
        Path file = module.resolve("config.json");
        JsonNode config = Files.exists(file) ? Json.parse(file) : Json.parse("{}", file.toString());
        String in = config.path("module_input_name").asText("sentence_embedding");
        String out = config.path("module_output_name").asText(in);
        if (!out.equals(in) || !(in.equals("token_embeddings") || in.equals("sentence_embedding"))) {
            throw new FormatException(
                    "%s makes %s of %s; supported are token_embeddings of token_embeddings, and sentence_embedding of sentence_embedding"
                            .formatted(file, out, in));
        }
        return in.equals("token_embeddings");
    }
}
