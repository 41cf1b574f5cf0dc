package org.menura.train.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Finds optimisers by their names in recipes. */
public final class Optimizers {
    /** Those of this module. */
    private static final List<OptimizerType> ALL =
            List.of(AdamW.TYPE, Adam.TYPE, Sgd.TYPE, Adafactor.TYPE, Lion.TYPE, Muon.TYPE);

    private static final SequencedMap<String, OptimizerType> BY_NAME = new LinkedHashMap<>();

    static {
        Stream.concat(
                        ALL.stream(),
                        ServiceLoader.load(OptimizerType.class).stream().map(ServiceLoader.Provider::get))
                .forEach(o -> BY_NAME.putIfAbsent(o.name(), o));
    }

    private Optimizers() {}

    /** Lists all optimisers, those that other modules add last. */
    public static List<OptimizerType> all() {
        return List.copyOf(BY_NAME.sequencedValues());
    }

    /** Finds the optimiser of a checked recipe. */
    public static OptimizerType named(String name) {
        OptimizerType found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no optimiser " + name);
        }
        return found;
    }
}
