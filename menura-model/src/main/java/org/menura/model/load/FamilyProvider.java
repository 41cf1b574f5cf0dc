package org.menura.model.load;

import java.util.List;

/**
 * A provider of architectures from outside: a class of another jar that implements this, and stands in the jar's {@code
 * META-INF/services/org.menura.model.load.FamilyProvider}, is found wherever Menura opens a model.
 */
@FunctionalInterface
public interface FamilyProvider {
    /** Returns the architectures that are added. */
    List<Family<?>> families();
}
