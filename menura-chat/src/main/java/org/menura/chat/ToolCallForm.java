package org.menura.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.ChatTemplate;
import org.menura.chat.template.RenderOptions;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * The form in which a chat template takes turns that call tools: arguments are objects for most, for some the JSON text that
 * OpenAI's API has; content that there is none of is null, or an empty text. Which one is tried out, once, when it is first needed.
 */
final class ToolCallForm {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FUNCTION = "function";
    private static final String ARGUMENTS = "arguments";

    private final ChatTemplate template;
    private @Nullable Boolean asText;
    private @Nullable Boolean asNull;

    ToolCallForm(ChatTemplate template) {
        this.template = template;
    }

    /** Returns entries of {@code tool_calls} as the template takes them. */
    List<@Nullable Object> of(List<?> calls) {
        List<@Nullable Object> out = new ArrayList<>();
        calls.forEach(call -> out.add(call(call)));
        return out;
    }

    private @Nullable Object call(@Nullable Object call) {
        if (!(call instanceof Map<?, ?> given)) {
            return call;
        }
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>(given);
        if (given.get(FUNCTION) instanceof Map<?, ?>) {
            copy.put(FUNCTION, call(given.get(FUNCTION)));
        } else if (given.containsKey(ARGUMENTS)) {
            copy.put(ARGUMENTS, arguments(given.get(ARGUMENTS)));
        }
        return copy;
    }

    private @Nullable Object arguments(@Nullable Object given) {
        if (given instanceof Map<?, ?> object) {
            return takesText() ? text(object) : object;
        }
        if (given instanceof String text && !takesText()) {
            try {
                JsonNode object = Json.parse(text, ARGUMENTS);
                return object.isObject() ? MAPPER.convertValue(object, Object.class) : text;
            } catch (FormatException e) {
                return text; // no JSON: the template may know what it is
            }
        }
        return given;
    }

    /** Writes JSON as Python does, which is what templates and models are used to. */
    private static String text(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(e -> text(e.getKey()) + ": " + text(e.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(ToolCallForm::text).collect(Collectors.joining(", ", "[", "]"));
            case null, default -> MAPPER.valueToTree(value).toString();
        };
    }

    private synchronized boolean takesText() {
        if (asText == null) {
            String object = tried(Map.of("needle", "x"));
            String text = tried("{\"needle\": \"x\"}");
            asText = text != null
                    && text.contains("{\"needle\": \"x\"}")
                    && (object == null || object.contains("{'needle': 'x'}"));
        }
        return asText;
    }

    /** Returns whether the template takes null where there is no content: it neither refuses nor writes it. */
    synchronized boolean takesNull() {
        if (asNull == null) {
            Object arguments = takesText() ? "{\"needle\": \"x\"}" : Map.of("needle", "x");
            String written = tried(arguments, null);
            String empty = tried(arguments, "");
            asNull = written != null && written.contains("needle") && (empty == null || nones(written) <= nones(empty));
        }
        return asNull;
    }

    private static int nones(String text) {
        return text.split("None|null", -1).length;
    }

    private @Nullable String tried(Object arguments) {
        return tried(arguments, "");
    }

    private @Nullable String tried(Object arguments, @Nullable String content) {
        Map<String, Object> call =
                Map.of("id", "call00001", "type", FUNCTION, FUNCTION, Map.of("name", "probe", ARGUMENTS, arguments));
        Map<String, @Nullable Object> turn = new LinkedHashMap<>();
        turn.put("role", "assistant");
        turn.put("content", content);
        turn.put(Message.TOOL_CALLS, List.of(call));
        List<Map<String, @Nullable Object>> messages = List.of(Map.of("role", "user", "content", "Hello"), turn);
        Map<String, @Nullable Object> context = new LinkedHashMap<>(Map.of("bos_token", "", "eos_token", ""));
        context.put("messages", messages);
        context.put("tools", null);
        context.put("documents", null);
        context.put("add_generation_prompt", false);
        try {
            return template.render(context, RenderOptions.defaults().withMutableValues())
                    .text();
        } catch (TemplateException e) {
            return null;
        }
    }
}
