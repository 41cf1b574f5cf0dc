package org.menura.agent.mind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.agent.act.ArgumentCheck;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;

/**
 * Calls of tools for models whose chat template has no form for them: the tools are told in a message, calls are JSON, results are
 * messages of the user. The grammar is the same, so no model can leave it.
 */
final class PlainCalls {
    static final String ANSWER = "answer";

    private PlainCalls() {}

    /**
     * Returns a conversation without tools, calls and results that says the same.
     *
     * @param system whether the template takes messages of the system; what they say is the user's otherwise
     */
    static List<Message> messages(Prompt prompt, boolean system) {
        List<Message> out = new ArrayList<>();
        StringBuilder first = new StringBuilder();
        List<Message> rest = prompt.messages();
        while (!rest.isEmpty() && rest.getFirst().role().equals(Role.SYSTEM)) {
            first.append(rest.getFirst().text()).append('\n');
            rest = rest.subList(1, rest.size());
        }
        if (!prompt.tools().isEmpty()) {
            first.append("Tools:\n");
            prompt.tools().forEach(t -> first.append(line(t)).append('\n'));
            first.append("Call one with {\"tool\": name, \"arguments\": {…}}, or end with {\"answer\": text}.\n");
        }
        String said = first.toString().strip();
        boolean told = said.isEmpty();
        if (system && !told) {
            out.add(Message.system(said));
            told = true;
        }
        for (Message message : rest) {
            Message plain = plain(message);
            if (!told && plain.role().equals(Role.USER)) {
                plain = Message.user(said + "\n\n" + plain.text());
                told = true;
            }
            out.add(plain);
        }
        if (!told) {
            out.addFirst(Message.user(said));
        }
        return out;
    }

    private static String line(ToolDefinition tool) {
        JsonNode properties = tool.parameters().path("properties");
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return "- %s(%s): %s".formatted(tool.name(), String.join(", ", names), tool.description());
    }

    private static Message plain(Message message) {
        List<ToolCall> calls = message.toolCalls();
        if (message.role().equals(Role.TOOL)) {
            return Message.user("Result: " + message.text());
        }
        if (calls.isEmpty()) {
            return message;
        }
        StringBuilder text = new StringBuilder(message.text());
        calls.forEach(c -> text.append(text.isEmpty() ? "" : "\n").append(ArgumentCheck.text(json(c))));
        return Message.assistant(text.toString());
    }

    private static ObjectNode json(ToolCall call) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("tool", call.name());
        json.set("arguments", ArgumentCheck.json(call.arguments()));
        return json;
    }

    /** Returns the schema of answers: one call, a list of calls, or an answer where none is needed. */
    static JsonNode schema(Ask.Calls ask) {
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        ask.tools().forEach(t -> calls.add(call(t)));
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode either = root.putArray("anyOf");
        if (ask.min() <= 1) {
            either.addAll(calls.deepCopy());
        }
        if (ask.max() > 1) {
            ObjectNode several = either.addObject().put("type", "array");
            several.put("minItems", Math.max(2, ask.min())).put("maxItems", ask.max());
            several.putObject("items").set("anyOf", calls);
        }
        if (ask.min() == 0) {
            ObjectNode answer = either.addObject().put("type", "object");
            answer.putObject("properties").putObject(ANSWER).put("type", "string");
            answer.putArray("required").add(ANSWER);
            answer.put("additionalProperties", false);
        }
        return root;
    }

    private static ObjectNode call(ToolDefinition tool) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("tool").put("const", tool.name());
        properties.set("arguments", tool.parameters());
        schema.putArray("required").add("tool").add("arguments");
        schema.put("additionalProperties", false);
        return schema;
    }

    /** Reads calls; none if it is an answer. */
    static List<ToolCall> calls(JsonNode json, CallIds ids) {
        List<ToolCall> out = new ArrayList<>();
        for (JsonNode one :
                json.isArray() ? json : JsonNodeFactory.instance.arrayNode().add(json)) {
            if (one.has("tool")) {
                out.add(new ToolCall(ids.next(), one.path("tool").asText(), Json.members(one.path("arguments"))));
            }
        }
        return out;
    }
}
