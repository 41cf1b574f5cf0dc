package org.menura.chat.template;

import java.util.List;
import java.util.Map;
import org.menura.tensor.annotation.Extension;

/** A filter that a {@link TextTemplate} is given besides Jinja2's own. */
@Extension
@FunctionalInterface
public interface TextFilter {
    /**
     * Changes a text.
     *
     * @param positional arguments without names: strings, numbers (integers as {@code Long}), booleans
     * @param named arguments by name
     * @throws RuntimeException if the arguments are wrong
     */
    String apply(String input, List<Object> positional, Map<String, Object> named);
}
