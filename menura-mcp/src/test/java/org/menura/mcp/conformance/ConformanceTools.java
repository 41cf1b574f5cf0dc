package org.menura.mcp.conformance;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The tools that the conformance suite calls. */
final class ConformanceTools {
    private static final Map<String, Object> NOTHING = Map.of("type", "object", "properties", Map.of());
    private static final List<Map<String, Object>> TITLED = List.of(
            Map.of("const", "value1", "title", "First"),
            Map.of("const", "value2", "title", "Second"),
            Map.of("const", "value3", "title", "Third"));
    private static final List<String> OPTIONS = List.of("option1", "option2", "option3");

    private ConformanceTools() {}

    static List<SyncToolSpecification> all() {
        return List.of(
                tool("test_simple_text", NOTHING, (_, _) -> said("This is a simple text response for testing.")),
                tool("test_image_content", NOTHING, (_, _) -> result(image())),
                tool(
                        "test_audio_content",
                        NOTHING,
                        (_, _) -> result(
                                AudioContent.builder(Samples.WAV, "audio/wav").build())),
                tool("test_embedded_resource", NOTHING, (_, _) -> result(embedded("test://embedded-resource"))),
                tool(
                        "test_multiple_content_types",
                        NOTHING,
                        (_, _) -> result(text("Several kinds:"), image(), embedded("test://mixed-content-resource"))),
                tool("test_tool_with_logging", NOTHING, ConformanceTools::logging),
                tool("test_tool_with_progress", NOTHING, ConformanceTools::progress),
                tool(
                        "test_error_handling",
                        NOTHING,
                        (_, _) -> CallToolResult.builder()
                                .addTextContent("This tool intentionally returns an error for testing")
                                .isError(true)
                                .build()),
                tool("test_sampling", withText("prompt"), ConformanceTools::sampling),
                tool("test_elicitation", withText("message"), ConformanceTools::elicitation),
                tool("test_elicitation_sep1034_defaults", NOTHING, ConformanceTools::defaults),
                tool("test_elicitation_sep1330_enums", NOTHING, ConformanceTools::enums),
                tool("json_schema_2020_12_tool", schema202012(), (_, _) -> said("fine")));
    }

    private static SyncToolSpecification tool(
            String name,
            Map<String, Object> schema,
            BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> handler) {
        return SyncToolSpecification.builder()
                .tool(Tool.builder(name, schema)
                        .description("for tests: " + name)
                        .build())
                .callHandler(handler)
                .build();
    }

    private static Map<String, Object> withText(String name) {
        return Map.of(
                "type", "object", "properties", Map.of(name, Map.of("type", "string")), "required", List.of(name));
    }

    private static Map<String, Object> schema202012() {
        Map<String, Object> address = Map.of(
                "type",
                "object",
                "properties",
                Map.of("street", Map.of("type", "string"), "city", Map.of("type", "string")));
        return Map.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "type",
                "object",
                "$defs",
                Map.of("address", address),
                "properties",
                Map.of("name", Map.of("type", "string"), "address", Map.of("$ref", "#/$defs/address")),
                "additionalProperties",
                false);
    }

    static Content text(String text) {
        return TextContent.builder(text).build();
    }

    static Content image() {
        return ImageContent.builder(Samples.PNG, "image/png").build();
    }

    static Content embedded(String uri) {
        return EmbeddedResource.builder(TextResourceContents.builder(uri, "An embedded resource.")
                        .mimeType("text/plain")
                        .build())
                .build();
    }

    private static CallToolResult said(String text) {
        return result(text(text));
    }

    private static CallToolResult result(Content... contents) {
        return CallToolResult.builder()
                .content(List.of(contents))
                .isError(false)
                .build();
    }

    private static CallToolResult logging(McpSyncServerExchange exchange, CallToolRequest request) {
        for (String step : List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
            exchange.loggingNotification(
                    LoggingMessageNotification.builder(LoggingLevel.INFO, step).build());
        }
        return said("logged");
    }

    private static CallToolResult progress(McpSyncServerExchange exchange, CallToolRequest request) {
        Object token = request.meta() == null ? null : request.meta().get("progressToken");
        if (token != null) {
            for (double done : new double[] {0, 50, 100}) {
                exchange.progressNotification(
                        ProgressNotification.builder(token, done).total(100.0).build());
            }
        }
        return said("done");
    }

    private static CallToolResult sampling(McpSyncServerExchange exchange, CallToolRequest request) {
        String prompt = String.valueOf(request.arguments().get("prompt"));
        SamplingMessage message =
                SamplingMessage.builder(Role.USER, text(prompt)).build();
        CreateMessageResult response = exchange.createMessage(
                CreateMessageRequest.builder(List.of(message), 100).build());
        return said("LLM response: " + (response.content() instanceof TextContent t ? t.text() : response.content()));
    }

    private static CallToolResult elicitation(McpSyncServerExchange exchange, CallToolRequest request) {
        return asked(
                exchange,
                String.valueOf(request.arguments().get("message")),
                Map.of("username", Map.of("type", "string"), "email", Map.of("type", "string")),
                List.of("username", "email"));
    }

    private static CallToolResult defaults(McpSyncServerExchange exchange, CallToolRequest request) {
        return asked(
                exchange,
                "Who are you?",
                Map.of(
                        "name", Map.of("type", "string", "default", "John Doe"),
                        "age", Map.of("type", "integer", "default", 30),
                        "score", Map.of("type", "number", "default", 95.5),
                        "status",
                                Map.of(
                                        "type",
                                        "string",
                                        "enum",
                                        List.of("active", "inactive", "pending"),
                                        "default",
                                        "active"),
                        "verified", Map.of("type", "boolean", "default", true)),
                List.of());
    }

    private static CallToolResult enums(McpSyncServerExchange exchange, CallToolRequest request) {
        return asked(
                exchange,
                "Which do you like?",
                Map.of(
                        "untitledSingle", Map.of("type", "string", "enum", OPTIONS),
                        "titledSingle", Map.of("type", "string", "oneOf", TITLED),
                        "legacyEnum",
                                Map.of(
                                        "type",
                                        "string",
                                        "enum",
                                        List.of("opt1", "opt2", "opt3"),
                                        "enumNames",
                                        List.of("One", "Two", "Three")),
                        "untitledMulti", Map.of("type", "array", "items", Map.of("type", "string", "enum", OPTIONS)),
                        "titledMulti", Map.of("type", "array", "items", Map.of("anyOf", TITLED))),
                List.of());
    }

    private static CallToolResult asked(
            McpSyncServerExchange exchange, String message, Map<String, Object> properties, List<String> required) {
        ElicitResult answer = exchange.createElicitation(ElicitFormRequest.builder(
                        message, Map.of("type", "object", "properties", properties, "required", required))
                .build());
        return said("User response: action=%s, content=%s".formatted(answer.action(), answer.content()));
    }
}
