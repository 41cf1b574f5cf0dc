package org.menura.train.optim;

import java.util.List;
import org.menura.format.NamedExtensions;

/** The optimisers by their names in recipes. */
public final class Optimizers {
    private static final NamedExtensions<OptimizerType> ALL = new NamedExtensions<>(
            OptimizerType.class,
            List.of(AdamW.TYPE, Adam.TYPE, Sgd.TYPE, Adafactor.TYPE, Lion.TYPE, Muon.TYPE),
            OptimizerType::name);

    private Optimizers() {}

    /** Lists all optimisers, those that other modules add last. */
    public static List<OptimizerType> all() {
        return List.copyOf(ALL.byName().sequencedValues());
    }

    /** Finds the optimiser of a checked recipe. */
    public static OptimizerType named(String name) {
        OptimizerType found = ALL.byName().get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no optimiser " + name);
        }
        return found;
    }
}
