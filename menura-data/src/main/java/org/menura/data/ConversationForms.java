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
 * conversations} (with its {@code system}, and the pictures of LLaVA's), {@code messages} beside {@code images}, {@code prompt} and {@code completion}, Alpaca's {@code instruction}, {@code
 * input} and {@code output} with their {@code system} and {@code history}.
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
     * Reads a conversation of any form.
     *
     * @throws org.menura.format.FormatException if a turn has an unknown speaker, or pictures and their places are not as many
     */
    static Conversation.Chat chat(JsonLine line) {
        return asMessages(line).chat("messages", asked(line));
    }

    /** How many messages a line's {@code prompt} becomes. */
    private static int asked(JsonLine line) {
        if (!isAnswered(line)) {
            return 0;
        }
        JsonNode prompt = line.object().get("prompt");
        return prompt.isArray() ? prompt.size() : 1;
    }

    private static boolean isAnswered(JsonLine line) {
        return !line.has("messages") && !line.has("conversations") && line.has("prompt") && line.has("completion");
    }

    /**
     * Returns a line with {@code messages}; the line itself if it has them, or no form that is known.
     *
     * @throws org.menura.format.FormatException if a turn has an unknown speaker, or pictures and their places are not as many
     */
    static JsonLine asMessages(JsonLine line) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        Deque<String> pictures = pictures(line);
        if (line.has("messages") && pictures.isEmpty()) {
            return line;
        }
        if (line.has("messages")) {
            places(line, pictures, messages);
        } else if (line.has("conversations")) {
            turns(line, pictures, messages);
        } else if (isAnswered(line)) {
            said(line, "prompt", "user", messages);
            said(line, "completion", "assistant", messages);
        } else if (line.has("instruction") && line.has("output")) {
            instruction(line, messages);
        } else {
            return line;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.set("messages", messages);
        for (String given : List.of(GivenFields.TOOLS, GivenFields.VARIABLES)) {
            if (line.has(given)) {
                object.set(given, line.object().get(given));
            }
        }
        return new JsonLine(object, line.file(), line.line());
    }

    private static void system(JsonLine line, ArrayNode messages) {
        String system = line.has("system") ? line.text("system") : "";
        if (!system.isBlank()) {
            add(messages, "system", system);
        }
    }

    private static void instruction(JsonLine line, ArrayNode messages) {
        system(line, messages);
        for (JsonNode turn : line.object().path("history")) {
            if (turn.size() != 2 || !turn.path(0).isTextual() || !turn.path(1).isTextual()) {
                throw line.malformed("'history' must be a list of pairs: an instruction and its answer");
            }
            add(messages, "user", turn.get(0).textValue());
            add(messages, "assistant", turn.get(1).textValue());
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

    private static void turns(JsonLine line, Deque<String> pictures, ArrayNode messages) {
        int named = pictures.size();
        JsonNode turns = line.object().get("conversations");
        JsonNode first = turns.path(0);
        if (!first.path("role").asText(first.path("from").asText()).equals("system")) {
            system(line, messages);
        }
        int number = 0;
        for (JsonNode turn : turns) {
            number++;
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
                                .formatted(number, what));
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
        checkPlaces(line, named, pictures);
    }

    /** Checks that every picture has found its place. */
    private static void checkPlaces(JsonLine line, int named, Deque<String> left) {
        if (!left.isEmpty()) {
            throw line.malformed("pictures that are named: %d, places %s for them: %d"
                    .formatted(named, PICTURE, named - left.size()));
        }
    }

    /**
     * Puts pictures that stand beside the messages into their places in them: parts of type image without a path, or {@link
     * #PICTURE}; where there is no place at all, before what the user says first. Pictures that the messages name stay as they are.
     */
    private static void places(JsonLine line, Deque<String> pictures, ArrayNode messages) {
        int named = pictures.size();
        List<JsonNode> given = line.object().get("messages").valueStream().toList();
        boolean placed = given.stream().anyMatch(ConversationForms::hasPlace);
        boolean silent = !placed && given.stream().anyMatch(ConversationForms::hasPicture);
        for (JsonNode message : given) {
            boolean first = !placed && !silent && message.path("role").asText().equals("user");
            if (first || hasPlace(message)) {
                messages.add(filled(line, message, pictures, first));
                placed = true;
            } else {
                messages.add(message);
            }
        }
        if (!silent) {
            checkPlaces(line, named, pictures);
        }
    }

    private static JsonNode filled(JsonLine line, JsonNode message, Deque<String> pictures, boolean all) {
        ObjectNode filled = message.deepCopy();
        JsonNode content = message.path("content");
        ArrayNode parts = filled.putArray("content");
        while (all && !pictures.isEmpty()) {
            parts.add(picture(pictures.remove()));
        }
        if (content.isTextual()) {
            seen(line, content.textValue(), pictures, parts);
        }
        for (JsonNode part : content) {
            if (isPlace(part) && pictures.isEmpty()) {
                throw line.malformed("there are more places for pictures than pictures");
            }
            parts.add(isPlace(part) ? picture(pictures.remove()) : part);
        }
        return filled;
    }

    private static boolean hasPlace(JsonNode message) {
        JsonNode content = message.path("content");
        return content.isTextual() && content.textValue().contains(PICTURE)
                || content.valueStream().anyMatch(ConversationForms::isPlace);
    }

    private static boolean hasPicture(JsonNode message) {
        return message.path("content")
                .valueStream()
                .anyMatch(p -> p.path("type").asText().equals("image"));
    }

    private static boolean isPlace(JsonNode part) {
        return part.path("type").asText().equals("image") && !part.hasNonNull("path");
    }

    private static ObjectNode picture(String path) {
        return JsonNodeFactory.instance.objectNode().put("type", "image").put("path", path);
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
                content.add(picture(pictures.remove()));
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
