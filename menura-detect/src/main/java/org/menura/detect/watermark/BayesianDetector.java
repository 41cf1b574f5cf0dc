package org.menura.detect.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.menura.format.FormatException;
import org.menura.generate.watermark.TorchFloats;

/**
 * Weighs the g-values of a text by what a watermark makes of them (Dathathri et al. 2024, "Bayesian score"), in float32 as
 * transformers' {@code BayesianDetectorModel} does: the chance that two different tokens met in a layer is a logistic
 * function of the g-values of the layers before. {@link BayesianTrainer} learns the weights.
 *
 * @param beta per layer the constant of the logistic function
 * @param delta per layer the weights of the layers before; those of later layers are not used
 * @param prior probability that a text is watermarked before anything is known of it
 */
public record BayesianDetector(float[] beta, float[][] delta, float prior) {
    private static final float LEAST = 1e-5f;

    /** Checks that the shapes fit. */
    public BayesianDetector {
        for (float[] row : delta) {
            if (row.length != beta.length) {
                throw new FormatException(
                        "a Bayesian detector of depth %d has a row of %d weights".formatted(beta.length, row.length));
            }
        }
        if (delta.length != beta.length || beta.length == 0) {
            throw new FormatException(
                    "a Bayesian detector of depth %d has %d rows of weights".formatted(beta.length, delta.length));
        }
    }

    /** Returns the number of layers. */
    public int depth() {
        return beta.length;
    }

    /**
     * Computes the probability that a text is watermarked.
     *
     * @throws IllegalArgumentException if the text's watermark has another number of layers
     */
    public float posterior(SynthIdText text) {
        return sigmoid(logOdds(text));
    }

    /** Computes the logarithm of the odds that a text is watermarked. */
    public float logOdds(SynthIdText text) {
        if (text.depth() != depth()) {
            throw new IllegalArgumentException(
                    "the detector has %d layers, the text's watermark %d".formatted(depth(), text.depth()));
        }
        float bounded = Math.min(Math.max(prior, LEAST), 1 - LEAST);
        float odds = (float) StrictMath.log(bounded) - (float) StrictMath.log(1 - bounded);
        int ngrams = text.mask().length;
        float[] terms = new float[ngrams * depth()];
        int[] places = new int[terms.length];
        int count = 0;
        for (int i = 0; i < ngrams; i++) {
            for (int l = 0; text.mask()[i] && l < depth(); l++) {
                places[count] = i * depth() + l;
                terms[count++] = surprisal(text.gValues()[i], l);
            }
        }
        return odds + new TorchFloats().sum(terms, places, count, terms.length);
    }

    /** The logarithm of how much likelier a g-value is with the watermark than without. */
    private float surprisal(long values, int layer) {
        float two = sigmoid(latent(values, layer));
        float likelihood = 0.5f * (((values >>> layer & 1) + 0.5f) * two + (1 - two));
        return (float) StrictMath.log(likelihood) - (float) StrictMath.log(0.5f);
    }

    private float latent(long values, int layer) {
        float sum = 0;
        for (int j = 0; j < layer; j++) {
            sum += (values >>> j & 1) * delta[layer][j];
        }
        return sum + beta[layer];
    }

    /** The logistic function in steps of float32, so that it is 0 where the exponential leaves that range. */
    private static float sigmoid(float x) {
        return 1 / (1 + (float) StrictMath.exp(-x));
    }

    /** Writes the weights as JSON: {@code depth}, {@code beta}, {@code delta}, {@code prior}. */
    public ObjectNode toJson() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("type", "weights").put("depth", depth());
        list(out.putArray("beta"), beta);
        ArrayNode rows = out.putArray("delta");
        for (float[] row : delta) {
            list(rows.addArray(), row);
        }
        return out.put("prior", prior);
    }

    private static void list(ArrayNode out, float[] values) {
        for (float value : values) {
            out.add(value);
        }
    }

    /**
     * Reads what {@link #toJson} writes; numbers may stand as texts.
     *
     * @throws FormatException if it is none
     */
    public static BayesianDetector of(JsonNode json) {
        JsonNode rows = json.path("delta");
        float[][] delta = new float[rows.size()][];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = floats(rows.path(i), "delta");
        }
        return new BayesianDetector(floats(json.path("beta"), "beta"), delta, number(json.path("prior"), "prior"));
    }

    private static float[] floats(JsonNode list, String name) {
        float[] out = new float[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = number(list.path(i), name);
        }
        return out;
    }

    private static float number(JsonNode value, String name) {
        try {
            return value.isNumber() ? value.floatValue() : Float.parseFloat(value.textValue());
        } catch (NumberFormatException | NullPointerException e) {
            throw new FormatException(
                    "a Bayesian detector's %s has %.40s where a number is expected".formatted(name, value), e);
        }
    }
}
