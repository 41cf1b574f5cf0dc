package org.menura.world.service.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.world.service.python.PythonError;

/**
 * The signature of a Python function whose parameters are all required.
 *
 * @param name as Python's messages give it, such as {@code RetailTools.calculate}
 * @param parameters their names, in order
 */
public record Signature(String name, List<String> parameters) {
    public Signature {
        parameters = List.copyOf(parameters);
    }

    /**
     * Checks that a call gives each parameter and nothing else.
     *
     * @throws PythonError with the message of Python's TypeError
     */
    public void check(Map<String, @Nullable Object> arguments) {
        for (String given : arguments.keySet()) {
            if (!parameters.contains(given)) {
                throw new PythonError("%s() got an unexpected keyword argument '%s'".formatted(name, given));
            }
        }
        List<String> missing = new ArrayList<>(parameters);
        missing.removeAll(arguments.keySet());
        if (!missing.isEmpty()) {
            throw new PythonError("%s() missing %d required positional argument%s: %s"
                    .formatted(name, missing.size(), missing.size() == 1 ? "" : "s", listed(missing)));
        }
    }

    private static String listed(List<String> names) {
        List<String> quoted = names.stream().map(name -> "'" + name + "'").toList();
        int last = quoted.size() - 1;
        return switch (quoted.size()) {
            case 1 -> quoted.getFirst();
            case 2 -> String.join(" and ", quoted);
            default -> String.join(", ", quoted.subList(0, last)) + ", and " + quoted.get(last);
        };
    }
}
