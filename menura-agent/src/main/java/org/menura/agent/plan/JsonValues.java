package org.menura.agent.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON trees as the values of calls' arguments. */
final class JsonValues {
    private JsonValues() {}

    static @Nullable Object value(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> map(json);
            case ARRAY -> {
                List<@Nullable Object> out = new ArrayList<>();
                json.forEach(item -> out.add(value(item)));
                yield out;
            }
            case STRING -> json.textValue();
            case BOOLEAN -> json.booleanValue();
            case NUMBER -> json.numberValue();
            default -> null;
        };
    }

    static Map<String, @Nullable Object> map(JsonNode json) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        json.properties().forEach(field -> out.put(field.getKey(), value(field.getValue())));
        return out;
    }
}
