package org.menura.world.service.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.python.PythonOperators;

/** Functions by their names, called with Python's checks of arguments. */
public final class ToolTable {
    /** The body of a tool. */
    @FunctionalInterface
    public interface Body {
        /**
         * Computes the result: a string is the observation itself, a dict or list is written as JSON, None is null.
         *
         * @throws PythonError if the tool raises an exception
         */
        @Nullable
        Object call(Arguments arguments);
    }

    /** Arguments of a call that have passed its signature. */
    public record Arguments(Map<String, @Nullable Object> values) {
        /** Returns an argument. */
        public @Nullable Object get(String name) {
            return values.get(name);
        }
    }

    private record Entry(Signature signature, boolean changes, Body body) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Adds a tool. */
    public ToolTable add(String tool, String function, boolean changes, List<String> parameters, Body body) {
        entries.put(tool, new Entry(new Signature(function, parameters), changes, body));
        return this;
    }

    /** Returns whether there is such a tool. */
    public boolean has(String tool) {
        return entries.containsKey(tool);
    }

    /** Returns whether a tool changes the database. */
    public boolean changes(String tool) {
        Entry entry = entries.get(tool);
        return entry != null && entry.changes;
    }

    /**
     * Calls a tool of τ-bench, which hands its database to them as an argument {@code data}.
     *
     * @param module in which the original's classes lie, one a tool
     */
    public Observation callOf(String module, String tool, Map<String, @Nullable Object> arguments) {
        Entry entry = entries.get(tool);
        if (entry == null) {
            return new Observation("Unknown action " + tool, true);
        }
        if (arguments.containsKey("data")) {
            return new Observation(
                    "Error: %s.%s.%s() got multiple values for keyword argument 'data'"
                            .formatted(module, tool, entry.signature.name()),
                    true);
        }
        return call(tool, arguments);
    }

    /** Calls a tool that is there. */
    public Observation call(String tool, Map<String, @Nullable Object> arguments) {
        Entry entry = Objects.requireNonNull(entries.get(tool));
        try {
            entry.signature.check(arguments);
            Map<String, @Nullable Object> own = new LinkedHashMap<>();
            arguments.forEach((name, value) -> own.put(name, PythonOperators.copy(value)));
            Object result = entry.body.call(new Arguments(own));
            return new Observation(
                    result == null || result instanceof String ? (String) result : Python.jsonDumps(result, true),
                    result instanceof String text && text.startsWith("Error: "));
        } catch (PythonError e) {
            return new Observation("Error: " + e.text(), true);
        } catch (FormatException e) {
            return new Observation("Error: maximum recursion depth exceeded", true);
        }
    }
}
