package org.menura.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.MessageJson;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.json.Json;

/** A line of a JSONL file: an object, with errors that name file and line. */
record JsonLine(JsonNode object, Path file, long line) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, @Nullable Object>> FIELDS = new TypeReference<>() {};

    static JsonLine parse(String text, Path file, long line) {
        JsonNode node;
        if (text.stripLeading().startsWith("[")) {
            throw new FormatException(
                    "%s, line %d: holds no JSON object but a list; a file is one list of objects, or an object a line (JSONL)."
                            .formatted(file, line));
        }
        try {
            node = Json.parse(text, "%s, line %d".formatted(file, line));
        } catch (FormatException e) {
            if (e.getCause() instanceof JsonProcessingException json && json.getLocation() != null) {
                String reason = String.valueOf(json.getOriginalMessage())
                        .lines()
                        .findFirst()
                        .orElse("");
                throw new FormatException(
                        "%s, line %d, column %d: not valid JSON: %s"
                                .formatted(file, line, json.getLocation().getColumnNr(), reason),
                        e);
            }
            throw e;
        }
        JsonLine row = new JsonLine(node, file, line);
        if (!node.isObject()) {
            throw row.malformed("holds no JSON object");
        }
        return row;
    }

    static FormatException tooLong(Path file, long line, int bytes) {
        return new FormatException(
                "%s, line %d: a document or line of more than %d MiB begins here; is the file what its"
                                .formatted(file, line, bytes >> 20)
                        + " reader expects, one document a line or between separators?");
    }

    FormatException malformed(String what) {
        return new FormatException("%s, line %d: %s.".formatted(file, line, what));
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    String text(String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw malformed("the field '%s' %s where a string is needed".formatted(name, kind(value)));
        }
        return value.textValue();
    }

    /** A list of strings. */
    List<String> texts(String name) {
        JsonNode list = object.path(name);
        List<String> texts = new ArrayList<>();
        for (JsonNode text : list) {
            if (!list.isArray() || !text.isTextual()) {
                throw malformed("the field '%s' must be a list of strings".formatted(name));
            }
            texts.add(text.textValue());
        }
        if (texts.isEmpty()) {
            throw malformed("the field '%s' %s where a list of strings is needed".formatted(name, kind(list)));
        }
        return texts;
    }

    /** A string, number or truth value as a name. */
    String label(String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual() && !value.isIntegralNumber() && !value.isBoolean()) {
            throw malformed("the field '%s' %s where a label is needed".formatted(name, kind(value)));
        }
        return value.asText();
    }

    /** A number, also one that a table has as a text; 0 where there is none, and NaN for what is no number. */
    double number(String name) {
        return has(name) ? object.get(name).asDouble(Double.NaN) : 0;
    }

    boolean flag(String name) {
        JsonNode value = object.path(name);
        if (!value.isBoolean()) {
            throw malformed("the field '%s' %s where true or false is needed".formatted(name, kind(value)));
        }
        return value.booleanValue();
    }

    List<Message> messages(String name) {
        JsonNode list = object.path(name);
        if (!list.isArray() || list.isEmpty()) {
            String found = list.isArray() ? "is empty" : kind(list);
            throw malformed("the field '%s' %s where a list of messages is needed".formatted(name, found));
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode node : list) {
            String where = "message %d of '%s'".formatted(messages.size() + 1, name);
            try {
                messages.add(MessageJson.read(node, where, path -> MediaFiles.find(file, path)));
            } catch (FormatException e) {
                throw malformed(String.valueOf(e.getMessage()));
            }
        }
        return messages;
    }

    /** The files that any message of the line names. */
    List<Path> media() {
        List<Path> files = new ArrayList<>();
        for (JsonNode list : object) {
            for (JsonNode message : list.isArray() ? list : object.path("")) {
                for (JsonNode part : message.path("content")) {
                    Modality shown = Modality.of(part.path("type").asText()).orElse(Modality.TEXT);
                    if (shown != Modality.TEXT && part.path("path").isTextual()) {
                        files.add(MediaFiles.find(file, part.get("path").textValue()));
                    }
                }
            }
        }
        return files;
    }

    Conversation conversation(String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual() && !value.isArray()) {
            throw malformed(
                    "the field '%s' %s where a string or a list of messages is needed".formatted(name, kind(value)));
        }
        return value.isTextual() ? new Conversation.Plain(value.textValue()) : chat(name, 0);
    }

    /** Messages, with what else their template is given. */
    Conversation.Chat chat(String name, int asked) {
        return new Conversation.Chat(messages(name), asked, GivenFields.of(this));
    }

    /** What a function makes of the fields; its errors get the file and line. */
    <T> T parsed(Function<Map<String, @Nullable Object>, T> parse) {
        try {
            return parse.apply(fields(object));
        } catch (FormatException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    /** All fields but those named. */
    Map<String, @Nullable Object> fieldsWithout(String name) {
        Map<String, @Nullable Object> fields = fields(object);
        fields.remove(name);
        return fields;
    }

    static Map<String, @Nullable Object> fields(JsonNode node) {
        return new LinkedHashMap<>(MAPPER.convertValue(node, FIELDS));
    }

    static String kind(JsonNode value) {
        return value.isMissingNode()
                ? "is missing"
                : "is "
                        + switch (value.getNodeType()) {
                            case NULL -> "null";
                            case OBJECT -> "an object";
                            case ARRAY -> "a list";
                            case STRING -> "a string";
                            default -> "'" + value.asText() + "'";
                        };
    }
}
