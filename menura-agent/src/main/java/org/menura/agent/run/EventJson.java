package org.menura.agent.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Lines of a journal: JSON objects of an entry's header, the event's type and its members. */
final class EventJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();
    private static final String ANSWER_TOKENS = "answerTokens";
    private static final List<String> HEADER = List.of("n", "prev", "time", "agent", "type");
    private static final Map<String, Class<? extends Event>> TYPES = types();

    private EventJson() {}

    @SuppressWarnings("unchecked") // what a sealed interface permits is of its type
    private static Map<String, Class<? extends Event>> types() {
        Map<String, Class<? extends Event>> types = new LinkedHashMap<>();
        for (Class<?> type : Event.class.getPermittedSubclasses()) {
            types.put(type.getSimpleName(), (Class<? extends Event>) type);
        }
        return types;
    }

    static String write(JournalEntry entry) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("n", entry.n());
        line.put("prev", entry.prev());
        line.put("time", entry.time().toString());
        line.put("agent", entry.agent());
        line.put("type", entry.event().getClass().getSimpleName());
        line.setAll((ObjectNode) MAPPER.valueToTree(entry.event()));
        return line.toString();
    }

    /**
     * Reads a line.
     *
     * @throws FormatException if it is none of a journal
     */
    static JournalEntry read(byte[] line, String where) {
        JsonNode json = Json.parse(line, where);
        if (!(json instanceof ObjectNode object)) {
            throw new FormatException(where + " is no JSON object");
        }
        Class<? extends Event> type = TYPES.get(json.path("type").asText());
        if (type == null) {
            throw new FormatException("%s has an event of the type '%s', which is not known"
                    .formatted(where, json.path("type").asText()));
        }
        if (!json.path("n").isIntegralNumber()) {
            throw new FormatException(where + " has no number");
        }
        try {
            ObjectNode members = object.deepCopy().remove(HEADER);
            if (type == Event.Thought.class && !members.has(ANSWER_TOKENS)) {
                // Journals of before counted the ids.
                members.put(ANSWER_TOKENS, members.path("ids").size());
            }
            return new JournalEntry(
                    json.get("n").longValue(),
                    json.path("prev").asText(),
                    Instant.parse(json.path("time").asText()),
                    json.path("agent").asText(),
                    MAPPER.treeToValue(members, type));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            throw new FormatException("%s is no event: %s".formatted(where, firstLine(e.getMessage())), e);
        }
    }

    private static String firstLine(@org.jspecify.annotations.Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
