package org.menura.world.service.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.world.service.python.PythonOperators;

/** A database of tables, each a JSON object of rows by their keys. */
public final class Tables {
    private final Map<String, Map<String, @Nullable Object>> tables;

    private Tables(Map<String, Map<String, @Nullable Object>> tables) {
        this.tables = tables;
    }

    /** Creates a database of tables, which it takes over. */
    public static Tables of(Map<String, Map<String, @Nullable Object>> tables) {
        return new Tables(new LinkedHashMap<>(tables));
    }

    /**
     * Reads tables from files.
     *
     * @param files of the tables by their names, each a JSON object
     * @throws FormatException if a file is none
     */
    public static Tables read(Map<String, Path> files) {
        Map<String, Map<String, @Nullable Object>> tables = new LinkedHashMap<>();
        files.forEach((name, file) -> tables.put(name, rows(Json.parse(file), file.toString())));
        return new Tables(tables);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> rows(JsonNode json, String source) {
        if (!json.isObject()) {
            throw new FormatException(source + " must be a JSON object of rows by their keys");
        }
        json.properties().forEach(row -> {
            if (!row.getValue().isObject()) {
                throw new FormatException("%s: row \"%s\" must be a JSON object".formatted(source, row.getKey()));
            }
        });
        return (Map<String, @Nullable Object>) Objects.requireNonNull(PythonOperators.copy(json));
    }

    /** Returns the rows of a table; changes to them change the database. */
    public Map<String, @Nullable Object> table(String name) {
        return Objects.requireNonNull(tables.get(name), name);
    }

    /** Returns the names of the tables, in order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tables.keySet());
    }

    /**
     * Copies the database.
     *
     * @param fixed tables that nothing changes, which the copy shares
     */
    @SuppressWarnings("unchecked")
    public Tables copy(Set<String> fixed) {
        Map<String, Map<String, @Nullable Object>> copies = new LinkedHashMap<>();
        tables.forEach((name, rows) -> {
            if (fixed.contains(name)) {
                copies.put(name, rows);
            } else {
                copies.put(name, (Map<String, @Nullable Object>) Objects.requireNonNull(PythonOperators.copy(rows)));
            }
        });
        return new Tables(copies);
    }

    /**
     * Returns the rows in which this database differs from another: its own by table and key, null for a row that it lacks.
     * Order of fields does not count; 1, 1.0 and true differ.
     */
    public Map<String, Map<String, @Nullable Object>> changedSince(Tables before) {
        Map<String, Map<String, @Nullable Object>> changed = new LinkedHashMap<>();
        tables.forEach((name, rows) -> {
            Map<String, @Nullable Object> old = before.table(name);
            if (rows == old) {
                return;
            }
            Map<String, @Nullable Object> different = new LinkedHashMap<>();
            rows.forEach((key, row) -> {
                if (!old.containsKey(key) || !Digests.same(row, old.get(key))) {
                    different.put(key, row);
                }
            });
            old.keySet().stream().filter(key -> !rows.containsKey(key)).forEach(key -> different.put(key, null));
            if (!different.isEmpty()) {
                changed.put(name, different);
            }
        });
        return changed;
    }

    /** Returns whether a row is that of another database in Python's eyes, to which 1 and 1.0 are equal. */
    public boolean hasEqual(String table, String key, Tables other) {
        return table(table).containsKey(key)
                && other.table(table).containsKey(key)
                && PythonOperators.equal(
                        table(table).get(key), other.table(table).get(key));
    }

    /** Returns all tables, as a dict. */
    public Map<String, @Nullable Object> asDict() {
        return Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(tables));
    }
}
