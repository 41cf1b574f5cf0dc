package org.menura.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.tensor.annotation.Extension;

/**
 * A tool that a model may call.
 *
 * @param name of the function
 * @param description what it does; may be empty
 * @param parameters JSON schema of the arguments; an empty object where nothing is known of them
 */
@Extension
public record ToolDefinition(String name, String description, JsonNode parameters) {
    /**
     * Reads a list of tools as OpenAI's API and chat templates have it: {@code {"type": "function", "function": {"name",
     * "description", "parameters"}}}, or the inner object alone. A function without parameters is called with none, as
     * OpenAI's API has it.
     *
     * @param where name of the list in error messages
     * @throws FormatException if it is no list, or an entry has no name
     */
    public static List<ToolDefinition> list(JsonNode tools, String where) {
        if (!tools.isArray()) {
            throw new FormatException(where + " must be a list of tools");
        }
        List<ToolDefinition> out = new ArrayList<>();
        for (JsonNode tool : tools) {
            JsonNode function = tool.path("function").isObject() ? tool.get("function") : tool;
            if (!function.path("name").isTextual()
                    || function.path("name").asText().isBlank()) {
                throw new FormatException("tool %d of %s needs a name".formatted(out.size() + 1, where));
            }
            JsonNode parameters = function.path("parameters");
            out.add(new ToolDefinition(
                    function.path("name").asText(),
                    function.path("description").asText(""),
                    parameters.isObject() || parameters.isBoolean() ? parameters : none()));
        }
        return List.copyOf(out);
    }

    private static JsonNode none() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties");
        return schema;
    }
}
