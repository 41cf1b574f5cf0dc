package org.menura.world.service.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.json.Json;

/** Reads definitions of tools. */
public final class Definitions {
    private Definitions() {}

    /** Reads a file of one definition a line: {@code {"name", "description", "parameters"}}. */
    public static List<ToolDefinition> lines(Path file) throws IOException {
        StringBuilder list = new StringBuilder("[");
        for (String line : TextFile.lines(file)) {
            if (!line.isBlank()) {
                list.append(list.length() > 1 ? "," : "").append(line);
            }
        }
        List<ToolDefinition> tools =
                ToolDefinition.list(Json.parse(list.append(']').toString(), file.toString()), file.toString());
        if (tools.isEmpty()) {
            throw new FormatException(file + " holds no tools");
        }
        return tools;
    }

    /** Reads a list of definitions that lies beside a class. */
    public static List<ToolDefinition> resource(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return ToolDefinition.list(Json.parse(in.readAllBytes(), name), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
