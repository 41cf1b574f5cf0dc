package org.menura.train.setup;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * Parameters of several models as those of one: the prefix of a name before its first dot selects the model.
 *
 * @param parts by that name
 */
public record PartParameters(SequencedMap<String, Parameters> parts) implements Parameters {
    public PartParameters {
        parts = new LinkedHashMap<>(parts);
    }

    private static String inner(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    private Parameters part(String name) {
        Parameters part = parts.get(name.substring(0, Math.max(0, name.indexOf('.'))));
        if (part == null) {
            throw new IllegalArgumentException(name + " is a parameter of no part");
        }
        return part;
    }

    @Override
    public boolean has(String name) {
        return part(name).has(inner(name));
    }

    @Override
    public boolean gives(String name) {
        return part(name).gives(inner(name));
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        return part(name).get(inner(name), shape, init);
    }

    @Override
    public Shape shape(String name) {
        return part(name).shape(inner(name));
    }

    @Override
    public void skip(String name) {
        part(name).skip(inner(name));
    }

    @Override
    public void skipAll(String path) {
        part(path).skipAll(inner(path));
    }

    @Override
    public void finish() {
        parts.values().forEach(Parameters::finish);
    }

    /**
     * The parameters below a name, as one model alone sees them; the whole is told when nothing more will be asked for.
     */
    public record Below(Parameters all, String name) implements Parameters {
        private String full(String inner) {
            return name + "." + inner;
        }

        @Override
        public boolean has(String inner) {
            return all.has(full(inner));
        }

        @Override
        public boolean gives(String inner) {
            return all.gives(full(inner));
        }

        @Override
        public Tensor get(String inner, Shape shape, Init init) {
            return all.get(full(inner), shape, init);
        }

        @Override
        public Shape shape(String inner) {
            return all.shape(full(inner));
        }

        @Override
        public void skip(String inner) {
            all.skip(full(inner));
        }

        @Override
        public void skipAll(String path) {
            all.skipAll(full(path));
        }

        @Override
        public void finish() {}
    }
}
