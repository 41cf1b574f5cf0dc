package org.menura.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.json.Json;

/**
 * Hashes of what servers say of their tools, as it was when a person let an agent use them. A server that later describes a tool otherwise, such as
 * with instructions to the model, is refused until a person has looked.
 */
public final class Pins {
    private final @Nullable Path file;
    private final Map<String, String> hashes = new TreeMap<>();

    private Pins(@Nullable Path file) {
        this.file = file;
    }

    /** Creates pins that hold as long as this process. */
    public static Pins ofProcess() {
        return new Pins(null);
    }

    /**
     * Opens pins that are kept in a JSON file; none if there is no such file yet.
     *
     * @throws FormatException if the file holds something else
     */
    public static Pins in(Path file) {
        Pins pins = new Pins(file);
        if (Files.exists(file)) {
            JsonNode json = Json.parse(file);
            if (!json.isObject()) {
                throw new FormatException(file + " must hold an object of hashes by tool");
            }
            json.properties()
                    .forEach(pin -> pins.hashes.put(pin.getKey(), pin.getValue().asText()));
        }
        return pins;
    }

    /**
     * Compares tools with their pins. Those of a server that was not seen before are pinned.
     *
     * @return the names of the tools that changed or are new; empty if all are as they were
     */
    synchronized List<String> changed(String server, List<McpSchema.Tool> tools) throws IOException {
        boolean known = hashes.keySet().stream().anyMatch(key -> key.startsWith(server + "#"));
        if (!known) {
            tools.forEach(tool -> hashes.put(key(server, tool), hash(tool)));
            save();
            return List.of();
        }
        List<String> out = new ArrayList<>();
        for (McpSchema.Tool tool : tools) {
            if (!hash(tool).equals(hashes.get(key(server, tool)))) {
                out.add(tool.name());
            }
        }
        return out;
    }

    /** Returns the sentence that says what has changed and what a person can do. */
    String refusal(String server, List<String> tools) {
        return "the server '%s' describes %s otherwise than when it was first used; look at its tools, then %s to accept them"
                .formatted(
                        server,
                        String.join(", ", tools),
                        file == null ? "connect anew" : "delete its lines in " + file);
    }

    private static String key(String server, McpSchema.Tool tool) {
        return server + "#" + tool.name();
    }

    private static String hash(McpSchema.Tool tool) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("name", tool.name());
        all.put("title", tool.title());
        all.put("description", tool.description());
        all.putPOJO("input", tool.inputSchema());
        all.putPOJO("output", tool.outputSchema());
        all.put("hints", String.valueOf(tool.annotations()));
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void save() throws IOException {
        Path to = file;
        if (to == null) {
            return;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        hashes.forEach(json::put);
        Path beside = to.resolveSibling(to.getFileName() + ".new");
        Files.writeString(beside, json.toPrettyString() + "\n");
        Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
