package org.menura.model.weights;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * Parameters that are drawn when they are asked for. Each one's numbers depend on the seed and its name alone, not on
 * the order of the calls.
 */
public final class RandomParameters implements Parameters {
    private final long seed;
    private final Map<String, Tensor> made = new LinkedHashMap<>();

    public RandomParameters(long seed) {
        this.seed = seed;
    }

    /** Returns the parameters drawn so far, in the order of the calls. */
    public Map<String, Tensor> made() {
        return made;
    }

    @Override
    public boolean has(String name) {
        return made.containsKey(name);
    }

    @Override
    public boolean gives(String name) {
        return true;
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        return made.computeIfAbsent(name, n -> {
            float[] values = new float[Math.toIntExact(shape.elements())];
            init.fill(values, new Rng(seed, stream(n)));
            return Tensor.of(values, 0, shape);
        });
    }

    /** A number for a name: its 64-bit FNV-1a hash. */
    private static long stream(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    @Override
    public Shape shape(String name) {
        Tensor t = made.get(name);
        if (t == null) {
            throw new FormatException(
                    "a model with random weights needs a config; there is no tensor " + name + " to take a size from");
        }
        return t.shape();
    }

    @Override
    public void skip(String name) {}

    @Override
    public void finish() {}
}
