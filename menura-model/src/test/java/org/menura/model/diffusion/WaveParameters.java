package org.menura.model.diffusion;

import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** Element i of a parameter is {@code 0.4 sin(i + length of its name)}. */
record WaveParameters() implements Parameters {
    @Override
    public boolean gives(String name) {
        return true;
    }

    @Override
    public boolean has(String name) {
        return !name.endsWith(".scale"); // factors beside weights, which GGUF files have
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.4 * Math.sin(i + name.length()));
        }
        return Tensor.of(values, shape.toArray());
    }

    @Override
    public Shape shape(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public void skip(String name) {}

    @Override
    public void finish() {}
}
