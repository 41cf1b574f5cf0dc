package org.menura.world.service.suite;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;
import org.menura.format.python.Python;
import org.menura.world.service.python.PythonOperators;
import org.menura.world.service.store.Observation;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.Toolset;

/** The database of a run, whose changes are kept in a file together with the keys of the calls that made them. */
final class ServiceState {
    private final Service service;
    private final Path file;
    private final Toolset tools;
    private final Map<String, Observation> calls = new LinkedHashMap<>();

    private ServiceState(Service service, Path file) {
        this.service = service;
        this.file = file;
        tools = service.fresh();
    }

    /**
     * Opens the database as the calls of a file have left it; as it begins, if there is none.
     *
     * @throws FormatException if the file is malformed
     */
    static ServiceState open(Service service, Path file) throws IOException {
        ServiceState state = new ServiceState(service, file);
        if (Files.isRegularFile(file)) {
            state.restore(Json.parse(file));
        }
        return state;
    }

    private void restore(JsonNode json) {
        Tables tables = tools.tables();
        json.path("changed").properties().forEach(table -> {
            if (!tables.names().contains(table.getKey())) {
                throw new FormatException("%s: there is no table \"%s\"".formatted(file, table.getKey()));
            }
            table.getValue().properties().forEach(row -> {
                if (row.getValue().isNull()) {
                    tables.table(table.getKey()).remove(row.getKey());
                } else {
                    tables.table(table.getKey()).put(row.getKey(), PythonOperators.copy(row.getValue()));
                }
            });
        });
        json.path("calls").properties().forEach(call -> {
            JsonNode text = call.getValue().path("text");
            calls.put(
                    call.getKey(),
                    new Observation(
                            text.isTextual() ? text.textValue() : null,
                            call.getValue().path("error").asBoolean()));
        });
    }

    boolean isIn(Path other) {
        return file.equals(other);
    }

    Observation read(String tool, Map<String, @Nullable Object> arguments) {
        return tools.call(tool, arguments);
    }

    /** Makes a call that may change the database, unless one with its key was made before. */
    Observation change(String key, String tool, Map<String, @Nullable Object> arguments) throws IOException {
        Observation known = calls.get(key);
        if (known != null) {
            return known;
        }
        Observation observation = tools.call(tool, arguments);
        calls.put(key, observation);
        write();
        return observation;
    }

    private void write() throws IOException {
        Map<String, Object> made = new LinkedHashMap<>();
        calls.forEach((key, observation) -> {
            Map<String, @Nullable Object> call = new LinkedHashMap<>();
            call.put("text", observation.text());
            call.put("error", observation.error());
            made.put(key, call);
        });
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("changed", service.changed(tools));
        all.put("calls", made);
        Files.createDirectories(file.toAbsolutePath().getParent());
        OutputFile.through(file, part -> Files.writeString(part, Python.jsonDumps(all, false) + "\n"));
    }
}
