package org.menura.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.chat.tool.ToolDefinition;

/** A tool of a server. */
final class McpTool implements Tool {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_NAME = 64;
    private static final Pattern TELLING = Pattern.compile("\\S*(?:@|://|\\d{4})\\S*");

    private final McpServer server;
    private final String name;
    private final ToolDefinition definition;
    private final Effect effect;

    /** @param offered the name that models write */
    McpTool(McpServer server, McpSchema.Tool tool, String offered, boolean trusted) {
        this.server = server;
        this.name = tool.name();
        this.definition =
                new ToolDefinition(offered, tool.description() == null ? "" : tool.description(), schema(tool));
        this.effect = trusted ? hinted(tool.annotations()) : Effect.ONCE;
    }

    /** Returns a name that models may write, with an ending. */
    static String offered(String name, String ending) {
        String out = name.replaceAll("[^A-Za-z0-9_.-]", "_");
        out = out.isEmpty() || !out.substring(0, 1).matches("[A-Za-z_]") ? "_" + out : out;
        return out.substring(0, Math.min(MOST_NAME - ending.length(), out.length())) + ending;
    }

    private static JsonNode schema(McpSchema.Tool tool) {
        if (tool.inputSchema() == null) {
            return JsonNodeFactory.instance.objectNode().put("type", "object");
        }
        ObjectNode schema = JSON.valueToTree(tool.inputSchema());
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        return schema;
    }

    private static Effect hinted(McpSchema.@Nullable ToolAnnotations hints) {
        if (hints == null) {
            return Effect.ONCE;
        }
        if (Boolean.TRUE.equals(hints.readOnlyHint())) {
            return Effect.PURE;
        }
        return Boolean.TRUE.equals(hints.idempotentHint()) ? Effect.IDEMPOTENT : Effect.ONCE;
    }

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public Effect effect() {
        return effect;
    }

    /** Returns the addresses, links and numbers in its descriptions; other words of them are words that anyone may use. */
    @Override
    public String foreignWords() {
        List<String> texts = new ArrayList<>(List.of(definition.description()));
        definition.parameters().findValues("description").forEach(d -> texts.add(d.asText()));
        return TELLING.matcher(String.join(" ", texts))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining(" "));
    }

    @Override
    @SuppressWarnings("NullAway") // the library takes null for JSON's null
    public ToolResult call(Map<String, @Nullable Object> arguments, ToolContext context)
            throws IOException, InterruptedException {
        McpSchema.CallToolResult result = server.call(name, new LinkedHashMap<>(arguments));
        return new ToolResult(text(result), Boolean.TRUE.equals(result.isError()), Origin.OUTSIDE, true);
    }

    private static String text(McpSchema.CallToolResult result) throws IOException {
        List<String> parts = new ArrayList<>();
        if (result.content() != null) {
            for (McpSchema.Content content : result.content()) {
                parts.add(text(content));
            }
        }
        if (parts.isEmpty() && result.structuredContent() != null) {
            parts.add(JSON.writeValueAsString(result.structuredContent()));
        }
        return String.join("\n", parts);
    }

    private static String text(McpSchema.Content content) {
        return switch (content) {
            case McpSchema.TextContent text -> text.text();
            case McpSchema.ImageContent image -> "[an image, %s]".formatted(image.mimeType());
            case McpSchema.AudioContent audio -> "[a sound, %s]".formatted(audio.mimeType());
            case McpSchema.ResourceLink link -> "[%s: %s]".formatted(link.name(), link.uri());
            case McpSchema.EmbeddedResource resource ->
                resource.resource() instanceof McpSchema.TextResourceContents inner
                        ? inner.text()
                        : "[a file, %s]".formatted(resource.resource().uri());
            default -> "[%s]".formatted(content.type());
        };
    }
}
