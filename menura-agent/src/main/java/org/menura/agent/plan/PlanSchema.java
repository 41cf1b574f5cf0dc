package org.menura.agent.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;

/**
 * The form of a plan: steps that call tools, each argument a value by the tool's schema or a placeholder for a step before it. As the
 * form is a schema, a plan can't name a tool that is not there, nor a step that is not yet done.
 */
final class PlanSchema {
    private static final int MOST_REFERENCES = 16;
    private static final String DEFS = "$defs";
    private static final String STEPS = "steps";
    private static final String TOOL = "tool";
    private static final String ARGUMENTS = "arguments";
    private static final String AFTER = "after";
    private static final String PROPERTIES = "properties";

    private final Map<String, ToolDefinition> tools = new LinkedHashMap<>();
    private final Map<String, JsonNode> results;

    PlanSchema(List<ToolDefinition> tools, Map<String, JsonNode> results) {
        tools.forEach(tool -> this.tools.put(tool.name(), tool));
        this.results = results;
    }

    /** Returns the schema of plans of so many steps at most. */
    ObjectNode schema(int maxSteps) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode definitions = JsonNodeFactory.instance.objectNode();
        ObjectNode steps = schema.putObject(PROPERTIES).putObject(STEPS).put("type", "array");
        ArrayNode each = steps.putArray("prefixItems");
        for (int i = 1; i <= maxSteps; i++) {
            ArrayNode any = each.addObject().putArray("anyOf");
            for (ToolDefinition tool : tools.values()) {
                any.add(step(tool, i, definitions));
            }
        }
        steps.put("items", false).put("minItems", 1).put("maxItems", maxSteps);
        schema.putArray("required").add(STEPS);
        schema.put("additionalProperties", false);
        if (!definitions.isEmpty()) {
            schema.set(DEFS, definitions);
        }
        return schema;
    }

    private static ObjectNode step(ToolDefinition tool, int number, ObjectNode definitions) {
        ObjectNode step = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = step.putObject(PROPERTIES);
        properties.putObject(TOOL).put("const", tool.name());
        properties.set(ARGUMENTS, arguments(tool, number, definitions));
        if (number > 1) {
            ObjectNode after = properties.putObject(AFTER).put("type", "array").put("maxItems", number - 1);
            ArrayNode steps = after.putObject("items").putArray("enum");
            for (int i = 1; i < number; i++) {
                steps.add(i);
            }
        }
        step.putArray("required").add(TOOL).add(ARGUMENTS);
        return step.put("additionalProperties", false);
    }

    private static JsonNode arguments(ToolDefinition tool, int number, ObjectNode definitions) {
        if (!(tool.parameters() instanceof ObjectNode given)) {
            return JsonNodeFactory.instance.objectNode().put("type", "object");
        }
        ObjectNode schema = given.deepCopy();
        if (dereferenced(schema, schema) instanceof ObjectNode whole && whole != schema) {
            schema.remove("$ref");
            schema.setAll(whole.deepCopy());
        }
        for (String place : List.of(DEFS, "definitions")) {
            JsonNode own = schema.remove(place);
            if (own != null) {
                own.properties().forEach(d -> definitions.set(tool.name() + "." + d.getKey(), d.getValue()));
                own.forEach(d -> renameReferences(d, tool.name()));
            }
        }
        renameReferences(schema, tool.name());
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        if (number > 1 && schema.get(PROPERTIES) instanceof ObjectNode properties) {
            for (String name : names(properties)) {
                ObjectNode either = JsonNodeFactory.instance.objectNode();
                either.putArray("anyOf")
                        .add(properties.get(name))
                        .addObject()
                        .put("type", "string")
                        .put("pattern", Placeholder.pattern(number));
                properties.set(name, either);
            }
        }
        return schema;
    }

    /** Follows references into the definitions of a schema. */
    static JsonNode dereferenced(JsonNode at, JsonNode root) {
        JsonNode now = at;
        for (int i = 0; i < MOST_REFERENCES && now.path("$ref").asText().startsWith("#/"); i++) {
            now = root.at(now.get("$ref").asText().substring(1));
        }
        return now;
    }

    private static void renameReferences(JsonNode at, String tool) {
        if (at instanceof ObjectNode object && object.path("$ref").isTextual()) {
            object.put(
                    "$ref",
                    object.get("$ref").asText().replaceFirst("^#/(\\$defs|definitions)/", "#/\\$defs/" + tool + "."));
        }
        at.forEach(child -> renameReferences(child, tool));
    }

    private static List<String> names(JsonNode object) {
        List<String> out = new ArrayList<>();
        object.fieldNames().forEachRemaining(out::add);
        return out;
    }

    /**
     * Reads a plan.
     *
     * @throws IllegalArgumentException if a placeholder names what the result of its step has not, or what its parameter can't take
     */
    List<Step> read(String text) {
        List<Step> out = new ArrayList<>();
        for (JsonNode json : Json.parse(text, "the plan").path(STEPS)) {
            List<Integer> after = new ArrayList<>();
            json.path(AFTER).forEach(n -> after.add(n.intValue()));
            Step step = new Step(
                    out.size() + 1, json.path(TOOL).asText(), Json.members(json.path(ARGUMENTS)), List.copyOf(after));
            check(step, out);
            out.add(step);
        }
        return out;
    }

    private void check(Step step, List<Step> before) {
        ToolDefinition tool = tools.get(step.tool());
        if (tool == null) {
            throw new IllegalArgumentException(
                    "step %d calls '%s'; there are %s".formatted(step.number(), step.tool(), tools.keySet()));
        }
        if (step.after().stream().anyMatch(n -> n < 1 || n >= step.number())) {
            throw new IllegalArgumentException("step %d can come after earlier steps only".formatted(step.number()));
        }
        step.arguments().forEach((name, value) -> {
            Optional<Placeholder> place = Placeholder.of(value, step.number());
            if (place.isPresent()) {
                Step source = before.get(place.get().step() - 1);
                checkType(step, name, place.get(), results.get(source.tool()), tool);
            }
        });
    }

    private static void checkType(
            Step step, String name, Placeholder place, @Nullable JsonNode result, ToolDefinition tool) {
        if (result == null) {
            return;
        }
        JsonNode found;
        try {
            found = place.schemaIn(result);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "step %d, argument '%s': %s".formatted(step.number(), name, e.getMessage()), e);
        }
        String from = found == null ? "" : found.path("type").asText();
        JsonNode given = tool.parameters();
        JsonNode wanted = dereferenced(given, given).path(PROPERTIES).path(name);
        String to = dereferenced(wanted, given).path("type").asText();
        boolean fits = from.isEmpty()
                || to.isEmpty()
                || to.equals("string")
                || from.equals(to)
                || from.equals("integer") && to.equals("number");
        if (!fits) {
            throw new IllegalArgumentException(
                    "step %d, argument '%s': %s is of type %s, not %s".formatted(step.number(), name, place, from, to));
        }
    }
}
