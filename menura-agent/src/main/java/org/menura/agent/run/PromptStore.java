package org.menura.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;
import org.menura.chat.MessageJson;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * Prompts as blobs: each message names the one before by its hash, so that a conversation that grows adds one blob a message, and a
 * journal is as long as its events.
 */
final class PromptStore {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MOST_MESSAGES = 1_000_000;

    private final Blobs blobs;

    PromptStore(Blobs blobs) {
        this.blobs = blobs;
    }

    String messages(List<Message> messages) {
        String head = "";
        for (Message message : messages) {
            ObjectNode node = MAPPER.createObjectNode();
            node.put("prev", head);
            node.set("message", MAPPER.valueToTree(MessageJson.write(message)));
            head = blobs.put(node.toString());
        }
        return head;
    }

    String tools(List<ToolDefinition> tools) {
        ArrayNode all = MAPPER.createArrayNode();
        tools.forEach(t -> all.add(json(t)));
        return blobs.put(all.toString());
    }

    private static ObjectNode json(ToolDefinition tool) {
        ObjectNode function = MAPPER.createObjectNode();
        function.put("name", tool.name());
        function.put("description", tool.description());
        function.set("parameters", tool.parameters());
        return function;
    }

    String ask(Ask ask) {
        ObjectNode json = MAPPER.createObjectNode();
        switch (ask) {
            case Ask.Text(int most) -> json.put("form", "text").put("maxTokens", most);
            case Ask.Choice(List<String> options) -> {
                json.put("form", "choice");
                options.forEach(json.putArray("options")::add);
            }
            case Ask.Calls(List<ToolDefinition> tools, int min, int max) -> {
                json.put("form", "calls").put("min", min).put("max", max);
                ArrayNode all = json.putArray("tools");
                tools.forEach(t -> all.add(json(t)));
            }
            case Ask.Json(JsonNode schema) -> json.put("form", "json").set("schema", schema);
            case Ask.Quote(List<String> documents, int most) -> {
                json.put("form", "quote").put("maxTokens", most);
                ArrayNode all = json.putArray("documents");
                documents.forEach(d -> all.add(blobs.put(d)));
            }
        }
        return blobs.put(json.toString());
    }

    Prompt prompt(String head, String tools) {
        List<Message> messages = new ArrayList<>();
        String at = head;
        while (!at.isEmpty()) {
            JsonNode node = Json.parse(blobs.bytes(at), "blob " + at);
            messages.addFirst(MessageJson.read(node.path("message"), "the message of blob " + at, Path::of));
            at = node.path("prev").asText();
            if (messages.size() > MOST_MESSAGES) {
                throw new FormatException("the conversation of blob %s has no end".formatted(head));
            }
        }
        return new Prompt(messages, definitions(tools));
    }

    private List<ToolDefinition> definitions(String hash) {
        return ToolDefinition.list(Json.parse(blobs.bytes(hash), "blob " + hash), "blob " + hash);
    }

    Ask ask(String hash) {
        JsonNode json = Json.parse(blobs.bytes(hash), "blob " + hash);
        return switch (json.path("form").asText()) {
            case "text" -> new Ask.Text(json.path("maxTokens").asInt());
            case "choice" -> new Ask.Choice(texts(json.path("options")));
            case "calls" ->
                new Ask.Calls(
                        ToolDefinition.list(json.path("tools"), "blob " + hash),
                        json.path("min").asInt(),
                        json.path("max").asInt());
            case "json" -> new Ask.Json(json.path("schema"));
            case "quote" ->
                new Ask.Quote(
                        texts(json.path("documents")).stream().map(blobs::text).toList(),
                        json.path("maxTokens").asInt());
            default -> throw new FormatException("the blob %s is no form of an answer".formatted(hash));
        };
    }

    private static List<String> texts(JsonNode array) {
        List<String> out = new ArrayList<>();
        array.forEach(t -> out.add(t.asText()));
        return out;
    }
}
