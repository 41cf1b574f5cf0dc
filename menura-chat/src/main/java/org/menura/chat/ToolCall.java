package org.menura.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * A tool call: a function and the arguments with which the assistant asks to call it.
 *
 * @param id the id that the tool's answer gives as {@code tool_call_id}; null where the model gives none
 * @param name of the function
 * @param arguments JSON values by name
 */
public record ToolCall(@Nullable String id, String name, Map<String, @Nullable Object> arguments) {
    // Written out, since a compact constructor's parameters lose their null annotations in class files.
    public ToolCall(@Nullable String id, String name, Map<String, @Nullable Object> arguments) {
        this.id = id;
        this.name = name;
        this.arguments = Message.frozen(arguments);
    }

    /**
     * Reads an entry of {@code tool_calls}, with or without {@code function} around name and arguments; OpenAI's are a
     * text that holds JSON.
     *
     * @throws FormatException if it has no name, or arguments that are no JSON object
     */
    static ToolCall of(@Nullable Object json) {
        Object function =
                json instanceof Map<?, ?> call && call.get("function") instanceof Map<?, ?> inner ? inner : json;
        if (!(function instanceof Map<?, ?> called && called.get("name") instanceof String name)) {
            throw new FormatException("a tool call needs the name of a function, which %s has not".formatted(json));
        }
        Object given = called.get("arguments");
        Object arguments = given instanceof String text && !text.isBlank()
                ? MessageJson.value(Json.parse(text, "the arguments of a call of " + name))
                : given;
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        if (arguments instanceof Map<?, ?> map) {
            map.forEach((key, value) -> named.put(String.valueOf(key), value));
        } else if (arguments != null && !(arguments instanceof String)) {
            throw new FormatException("the arguments of a call of %s are no JSON object: %s".formatted(name, given));
        }
        return new ToolCall(
                json instanceof Map<?, ?> call && call.get("id") instanceof String id ? id : null, name, named);
    }

    /** Returns the entry of {@code tool_calls} as chat templates read it. */
    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("arguments", arguments);
        Map<String, @Nullable Object> call = new LinkedHashMap<>();
        if (id != null) {
            call.put("id", id);
        }
        call.put("type", "function");
        call.put("function", function);
        return call;
    }
}
