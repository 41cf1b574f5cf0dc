package org.menura.model.decoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.menura.format.FormatException;
import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** Parameters none of which is left at its usual start value, so that each one shows in the output. */
final class DrawnParameters implements Parameters {
    private final Map<String, Tensor> made = new LinkedHashMap<>();
    private final String missingPrefix;

    DrawnParameters() {
        this("");
    }

    /** Parameters of a file that leaves a prefix of all names out. */
    DrawnParameters(String missingPrefix) {
        this.missingPrefix = missingPrefix;
    }

    /** The values of a parameter that the model asked for, as rows. */
    double[][] rows(String name) {
        Tensor t = made.get(name);
        if (t == null) {
            throw new AssertionError("the model never asked for " + name + ", only for " + made.keySet());
        }
        int cols = t.dim(-1);
        double[][] out = new double[(int) t.elements() / cols][cols];
        for (int i = 0; i < t.elements(); i++) {
            out[i / cols][i % cols] = t.floats()[t.offset() + i];
        }
        return out;
    }

    /** What the model asked for. */
    List<String> names() {
        return made.keySet().stream().sorted().toList();
    }

    @Override
    public boolean gives(String name) {
        return true;
    }

    @Override
    public boolean has(String name) {
        return made.containsKey(name)
                || (!missingPrefix.isEmpty()
                        && !name.startsWith(missingPrefix)
                        && Weights.weightOfFactor(name) == null);
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        return made.computeIfAbsent(name, n -> {
            Random random = new Random(missingPrefix.concat(n).hashCode());
            float[] values = new float[(int) shape.elements()];
            boolean factors = shape.rank() == 1 && n.endsWith("weight");
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((factors ? 1 : 0) + 0.4 * random.nextGaussian());
            }
            return Tensor.of(values, 0, shape);
        });
    }

    @Override
    public Shape shape(String name) {
        Tensor t = made.get(name);
        if (t == null) {
            throw new FormatException("there is no " + name);
        }
        return t.shape();
    }

    @Override
    public void skip(String name) {}

    @Override
    public void finish() {}
}
