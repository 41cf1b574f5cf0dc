package org.menura.train.measure;

import java.io.IOException;
import java.util.SequencedMap;

/** Something that is measured of a model as it is now. */
@FunctionalInterface
public interface Metric {
    /**
     * The numbers by name.
     *
     * @throws IOException if what is measured on can't be read
     */
    SequencedMap<String, Double> now() throws IOException;
}
