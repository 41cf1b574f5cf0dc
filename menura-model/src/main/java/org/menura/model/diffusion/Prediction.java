package org.menura.model.diffusion;

import org.menura.model.Config;

/** The prediction targets of a denoiser for a sample {@code x = alpha · data + sigma · noise}. */
public enum Prediction {
    /** The noise (arXiv 2006.11239). */
    EPSILON,
    /** The data. */
    SAMPLE,
    /** {@code alpha · noise - sigma · data} (arXiv 2202.00512). */
    V,
    /** {@code noise - data}, the direction of a straight way (arXiv 2209.03003). */
    FLOW;

    /** Reads the prediction target that {@code prediction_type} names. */
    static Prediction of(Config c) {
        return switch (c.text("prediction_type", "epsilon")) {
            case "epsilon" -> EPSILON;
            case "sample" -> SAMPLE;
            case "v_prediction" -> V;
            default -> throw c.unsupported("prediction_type", "supported: epsilon, sample, v_prediction");
        };
    }

    /** Reads the prediction target of DPM-Solver, which knows one more. */
    static Prediction ofSolver(Config c) {
        return c.text("prediction_type", "epsilon").equals("flow_prediction") ? FLOW : of(c);
    }

    /** Computes the data that an output predicts, with the reference's roundings. */
    float data(float alpha, float sigma, float x, float output) {
        return switch (this) {
            case EPSILON -> (x - sigma * output) / alpha;
            case SAMPLE -> output;
            case V -> alpha * x - sigma * output;
            case FLOW -> x - sigma * output;
        };
    }

    /**
     * Computes the data that outputs predict.
     *
     * @return a new array
     */
    float[] data(float alpha, float sigma, float[] x, float[] output) {
        float[] out = new float[x.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = data(alpha, sigma, x[k], output[k]);
        }
        return out;
    }

    /** Computes the noise that an output predicts, with the reference's roundings. */
    float noise(float alpha, float sigma, float x, float output) {
        return switch (this) {
            case EPSILON -> output;
            case SAMPLE -> (x - alpha * output) / sigma;
            case V -> alpha * output + sigma * x;
            case FLOW -> x + alpha * output;
        };
    }

    /** Computes the training target of an output. */
    public float[] target(double alpha, double sigma, float[] data, float[] noise) {
        return switch (this) {
            case EPSILON -> noise.clone();
            case SAMPLE -> data.clone();
            case V -> SolverState.mix(alpha, noise, -sigma, data);
            case FLOW -> SolverState.mix(1, noise, -1, data);
        };
    }
}
