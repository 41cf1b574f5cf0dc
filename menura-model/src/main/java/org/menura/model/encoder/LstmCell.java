package org.menura.model.encoder;

import org.menura.tensor.Tensor;

/**
 * The recurrent half of an LSTM cell (S. Hochreiter, J. Schmidhuber 1997), one step at a time, with the gates in the order
 * input, forget, candidate, output. A step is some microseconds of work, less than it takes to share it. Not thread-safe.
 */
final class LstmCell {
    private final int hidden;
    private final float[] weights; // [hidden, 4 · hidden]: those of an element of the state lie together
    private final float[] bias; // [4 · hidden]
    private final float[] gates;

    /**
     * A cell.
     *
     * @param weights of the state, [4 · hidden, hidden]
     * @param bias [4 · hidden]
     */
    LstmCell(Tensor weights, Tensor bias) {
        this.hidden = weights.dim(1);
        int width = 4 * hidden;
        float[] rows = weights.toFloats();
        this.weights = new float[rows.length];
        for (int o = 0; o < width; o++) {
            for (int i = 0; i < hidden; i++) {
                this.weights[i * width + o] = rows[o * hidden + i];
            }
        }
        this.bias = bias.toFloats();
        this.gates = new float[width];
    }

    /**
     * Moves on by one step.
     *
     * @param inputs what the step's input gives to the gates, [4 · hidden] from {@code at} on
     * @param output [hidden], that of the step before, replaced
     * @param state [hidden], that of the step before, replaced
     */
    void step(float[] inputs, int at, float[] output, float[] state) {
        for (int o = 0; o < gates.length; o++) {
            gates[o] = inputs[at + o] + bias[o];
        }
        for (int i = 0; i < hidden; i++) {
            add(output[i], i * gates.length);
        }
        for (int i = 0; i < hidden; i++) {
            double kept = sigmoid(gates[hidden + i]) * state[i];
            double added = sigmoid(gates[i]) * Math.tanh(gates[2 * hidden + i]);
            state[i] = (float) (kept + added);
            output[i] = (float) (sigmoid(gates[3 * hidden + i]) * Math.tanh(state[i]));
        }
    }

    /** {@code gates += factor · weights}, from w0 on. */
    private void add(float factor, int w0) {
        for (int o = 0; o < gates.length; o++) {
            gates[o] += factor * weights[w0 + o];
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
