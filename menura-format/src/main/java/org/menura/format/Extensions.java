package org.menura.format;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.menura.tensor.annotation.Internal;

/**
 * A loader of extensions that other jars and folders on the class path add to Menura: implementations of an interface
 * that they name in {@code META-INF/services}, as {@link ServiceLoader} reads it.
 */
@Internal
public final class Extensions {
    private Extensions() {}

    /**
     * Loads all implementations of an interface, in the order of the class path.
     *
     * @throws FormatException if a file of {@code META-INF/services} names a class that is not there, is none of these, or
     *     has no public constructor without parameters
     */
    public static <T> List<T> of(Class<T> type) {
        try {
            return List.copyOf(ServiceLoader.load(type).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList());
        } catch (ServiceConfigurationError e) {
            throw new FormatException(
                    "an extension on the class path can't be loaded: %s; mend its META-INF/services/%s or take it off the class path"
                            .formatted(e.getMessage(), type.getName()),
                    e);
        }
    }
}
