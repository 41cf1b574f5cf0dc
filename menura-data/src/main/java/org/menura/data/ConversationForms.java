package org.menura.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Brings conversations to {@code messages} from the other forms that published data sets have: ShareGPT's {@code
 * conversations} (with the pictures of LLaVA's), {@code prompt} and {@code completion}, Alpaca's {@code instruction}, {@code
 * input} and {@code output}.
 */
final class ConversationForms {
    private static final Map<String, String> SPEAKERS = Map.of(
            "human", "user",
            "user", "user",
            "gpt", "assistant",
            "chatgpt", "assistant",
            "assistant", "assistant",
            "system", "system");

    private static final String PICTURE = "<image>";

    private ConversationForms() {}

    /**
     * Returns a line with {@code messages}; the line itself if it has them, or no form that is known.
     *
     * @throws org.menura.format.FormatException if a turn has an unknown speaker, or pictures and their places are not as many
     */
    static JsonLine asMessages(JsonLine line) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        if (line.has("messages")) {
            return line;
        }
        if (line.has("conversations")) {
            turns(line, messages);
        } else if (line.has("prompt") && line.has("completion")) {
            said(line, "prompt", "user", messages);
            said(line, "completion", "assistant", messages);
        } else if (line.has("instruction") && line.has("output")) {
            instruction(line, messages);
        } else {
            return line;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.set("messages", messages);
        return new JsonLine(object, line.file(), line.line());
    }

    private static void instruction(JsonLine line, ArrayNode messages) {
        String system = line.has("system") ? line.text("system") : "";
        if (!system.isBlank()) {
            add(messages, "system", system);
        }
        String input = line.has("input") ? line.text("input").strip() : "";
        String instruction = line.text("instruction").strip();
        add(messages, "user", input.isEmpty() ? instruction : instruction + "\n\n" + input);
        add(messages, "assistant", line.text("output"));
    }

    private static void said(JsonLine line, String field, String role, ArrayNode messages) {
        JsonNode said = line.object().get(field);
        if (said.isArray()) {
            messages.addAll((ArrayNode) said);
        } else {
            add(messages, role, line.text(field).strip());
        }
    }

    private static void turns(JsonLine line, ArrayNode messages) {
        Deque<String> pictures = pictures(line);
        int named = pictures.size();
        for (JsonNode turn : line.object().get("conversations")) {
            if (turn.has("role")) {
                messages.add(turn);
                continue;
            }
            String speaker = turn.path("from").asText();
            String role = SPEAKERS.get(speaker);
            if (role == null || !turn.path("value").isTextual()) {
                String what = role == null ? "'from' is '" + speaker + "'" : "there is no text 'value'";
                throw line.malformed(
                        "turn %d of 'conversations': %s; a turn is {\"from\": \"human\" or \"gpt\", \"value\": …}"
                                .formatted(messages.size() + 1, what));
            }
            String text = turn.get("value").textValue();
            if (named > 0 && text.contains(PICTURE)) {
                seen(
                        line,
                        text,
                        pictures,
                        messages.addObject().put("role", role).putArray("content"));
            } else {
                add(messages, role, text);
            }
        }
        if (!pictures.isEmpty()) {
            throw line.malformed("pictures that are named: %d, places %s for them: %d"
                    .formatted(named, PICTURE, named - pictures.size()));
        }
    }

    /** The files of the pictures, in order. */
    private static Deque<String> pictures(JsonLine line) {
        Deque<String> out = new ArrayDeque<>();
        for (String field : List.of("image", "images")) {
            JsonNode named = line.object().path(field);
            Stream<JsonNode> all = named.isArray() ? named.valueStream() : Stream.of(named);
            all.filter(JsonNode::isTextual).forEach(p -> out.add(p.textValue()));
        }
        return out;
    }

    /** Puts pictures where the text has places for them; templates make line ends of their own. */
    private static void seen(JsonLine line, String text, Deque<String> pictures, ArrayNode content) {
        String[] pieces = text.split(PICTURE, -1);
        for (int i = 0; i < pieces.length; i++) {
            if (i > 0 && pictures.isEmpty()) {
                throw line.malformed("there are more places %s than pictures".formatted(PICTURE));
            }
            if (i > 0) {
                content.addObject().put("type", "image").put("path", pictures.remove());
            }
            if (!pieces[i].isBlank()) {
                content.addObject().put("type", "text").put("text", pieces[i].strip());
            }
        }
    }

    private static void add(ArrayNode messages, String role, String text) {
        messages.addObject().put("role", role).put("content", text);
    }
}
