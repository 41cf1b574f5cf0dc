package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Registry;
import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** A {@code config.json}, as far as the construction of the model that it describes. */
public final class JsonConfigFuzz {
    private static final CpuBackend OPS = new CpuBackend(1);

    private JsonConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Config config = new Config(Json.parse(input, "input"), "input");
            Registry.build(ModelKind.ANY, config, Weights.of(new SmallCheckpoint(), OPS));
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }

    /** Has every tensor that it is asked for, as long as they are few and small. */
    private static final class SmallCheckpoint implements Parameters {
        private static final int MAX_TENSORS = 200;
        private static final int MAX_ELEMENTS = 1 << 16;
        private static final float[] ZEROS = new float[MAX_ELEMENTS];

        private int tensors;

        @Override
        public boolean gives(String name) {
            return true;
        }

        @Override
        public boolean has(String name) {
            return Weights.weightOfFactor(name) == null;
        }

        @Override
        public Tensor get(String name, Shape shape, Init init) {
            if (++tensors > MAX_TENSORS || shape.elements() > MAX_ELEMENTS) {
                throw new FormatException("input: tensor " + name + " is missing");
            }
            return Tensor.of(ZEROS, 0, shape);
        }

        @Override
        public Shape shape(String name) {
            throw new FormatException("input: tensor " + name + " is missing");
        }

        @Override
        public void skip(String name) {}

        @Override
        public void finish() {}
    }
}
