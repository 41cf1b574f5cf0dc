package org.menura.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Reads what a record gives chat templates beside its messages: the fields that TRL reads. */
final class GivenFields {
    static final String TOOLS = "tools";
    static final String VARIABLES = "chat_template_kwargs";

    private GivenFields() {}

    static Conversation.Given of(JsonLine line) {
        JsonNode variables = value(line, VARIABLES);
        if (!variables.isObject() && !variables.isEmpty()) {
            throw line.malformed("the field '%s' must be an object".formatted(VARIABLES));
        }
        List<Map<String, @Nullable Object>> tools = new ArrayList<>();
        JsonNode schemas = value(line, TOOLS);
        for (JsonNode schema : schemas) {
            if (!schemas.isArray() || !schema.isObject()) {
                throw line.malformed(
                        "the field '%s' must be a list of objects, the schemas of functions".formatted(TOOLS));
            }
            tools.add(JsonLine.fields(schema));
        }
        return new Conversation.Given(tools, variables.isObject() ? JsonLine.fields(variables) : Map.of());
    }

    /** What a field holds, perhaps written down as JSON in a text; an empty list if it holds nothing. */
    private static JsonNode value(JsonLine line, String name) {
        JsonNode value = line.object().path(name);
        if (value.isTextual() && !value.textValue().isBlank()) {
            try {
                return Json.parse(value.textValue(), "the field '%s'".formatted(name));
            } catch (FormatException e) {
                throw line.malformed("the field '%s' is a text that holds no JSON".formatted(name));
            }
        }
        if (!value.isContainerNode()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        return JsonRows.isTable(line.file()) ? withoutNulls(value.deepCopy()) : value;
    }

    /** Leaves out nulls: a table has one wherever a row lacks what another row has. */
    private static JsonNode withoutNulls(JsonNode value) {
        if (value.isObject()) {
            value.propertyStream()
                    .filter(f -> f.getValue().isNull())
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(name -> ((ObjectNode) value).remove(name));
        }
        value.forEach(GivenFields::withoutNulls);
        return value;
    }
}
