package org.menura.train.measure;

import java.io.IOException;
import java.util.SequencedMap;

/** A metric of a model in its present state. */
@FunctionalInterface
public interface Metric {
    /**
     * Measures the model and returns the values by name.
     *
     * @throws IOException if what is measured on can't be read
     */
    SequencedMap<String, Double> now() throws IOException;
}
