package org.menura.agent.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.menura.agent.act.Origin;
import org.menura.format.FormatException;

/** Writes and reads changes of memory as JSON objects, as journals hold them. */
public final class MemoryJson {
    private static final String TYPE = "type";

    private MemoryJson() {}

    /** Returns an event as a JSON object. */
    public static ObjectNode write(MemoryEvent event) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        switch (event) {
            case MemoryEvent.Remembered(Memory memory) -> memory(memory, out.put(TYPE, "remembered"));
            case MemoryEvent.Superseded(String id, String by, Instant time) ->
                out.put(TYPE, "superseded").put("id", id).put("by", by).put("time", time.toString());
            case MemoryEvent.Recalled(List<String> ids, Instant time) ->
                strings(
                        ids,
                        out.put(TYPE, "recalled").put("time", time.toString()).putArray("ids"));
            case MemoryEvent.Forgotten(String id) -> out.put(TYPE, "forgotten").put("id", id);
            case MemoryEvent.Edited(String block, String text, String key) ->
                out.put(TYPE, "edited").put("block", block).put("text", text).put("key", key);
        }
        return out;
    }

    private static void memory(Memory memory, ObjectNode out) {
        Source source = memory.source();
        out.put("id", memory.id())
                .put("kind", memory.kind().name())
                .put("text", memory.text())
                .put("time", memory.time().toString())
                .put("importance", memory.importance());
        out.putObject("source")
                .put("thread", source.thread())
                .put("event", source.event())
                .put("from", source.from())
                .put("to", source.to())
                .put("origin", source.origin().name());
        strings(memory.because(), out.putArray("because"));
        out.put("key", memory.key());
    }

    private static void strings(List<String> texts, ArrayNode out) {
        texts.forEach(out::add);
    }

    /**
     * Reads an event.
     *
     * @param where it stands, for messages
     * @throws FormatException if it is none
     */
    public static MemoryEvent read(JsonNode json, String where) {
        try {
            return switch (text(json, TYPE)) {
                case "remembered" -> new MemoryEvent.Remembered(memory(json));
                case "superseded" -> new MemoryEvent.Superseded(text(json, "id"), text(json, "by"), time(json));
                case "recalled" -> new MemoryEvent.Recalled(strings(json, "ids"), time(json));
                case "forgotten" -> new MemoryEvent.Forgotten(text(json, "id"));
                case "edited" -> new MemoryEvent.Edited(text(json, "block"), text(json, "text"), text(json, "key"));
                default -> throw new IllegalArgumentException("its type is " + json.get(TYPE));
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new FormatException("%s is no change of memory: %s".formatted(where, e.getMessage()), e);
        }
    }

    private static Memory memory(JsonNode json) {
        JsonNode source = json.path("source");
        return new Memory(
                text(json, "id"),
                Memory.Kind.valueOf(text(json, "kind")),
                text(json, "text"),
                time(json),
                number(json, "importance").doubleValue(),
                new Source(
                        text(source, "thread"),
                        number(source, "event").longValue(),
                        number(source, "from").intValue(),
                        number(source, "to").intValue(),
                        Origin.valueOf(text(source, "origin"))),
                strings(json, "because"),
                json.path("key").isTextual() ? json.get("key").textValue() : null);
    }

    private static Instant time(JsonNode json) {
        return Instant.parse(text(json, "time"));
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("it needs the string '" + name + "'");
        }
        return value.textValue();
    }

    private static Number number(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isNumber()) {
            throw new IllegalArgumentException("it needs the number '" + name + "'");
        }
        return value.numberValue();
    }

    private static List<String> strings(JsonNode json, String name) {
        List<String> out = new ArrayList<>();
        for (JsonNode value : json.path(name)) {
            if (!value.isTextual()) {
                throw new IllegalArgumentException("'" + name + "' must hold strings");
            }
            out.add(value.textValue());
        }
        return out;
    }
}
