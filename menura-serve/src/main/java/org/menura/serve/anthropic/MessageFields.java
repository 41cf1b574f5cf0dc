package org.menura.serve.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.tool.ToolChoice;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.work.ChatFields;
import org.menura.serve.work.ChatRequest;
import org.menura.serve.work.Form;
import org.menura.serve.work.MediaLimits;
import org.menura.serve.work.SamplingFields;
import org.menura.serve.work.TextOptions;

/** Reads requests in Anthropic's form. */
final class MessageFields {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Fields fields;
    private final MediaLimits limits;

    private MessageFields(Fields fields, MediaLimits limits) {
        this.fields = fields;
        this.limits = limits;
    }

    /**
     * Reads a request but for {@code stream}.
     *
     * @param counts whether tokens are to be counted only, so that no limit of the answer is asked for
     */
    static ChatRequest read(Fields fields, ModelTokenizer text, MediaLimits limits, boolean counts) {
        return new MessageFields(fields, limits).request(text, counts);
    }

    private ChatRequest request(ModelTokenizer text, boolean counts) {
        if (!counts) {
            fields.required("max_tokens");
        }
        int most = fields.integer("max_tokens", 0, Integer.MAX_VALUE).orElse(-1);
        ChatFields.Conversation conversation = conversation().withVariables(thinking());
        List<String> stops = SamplingFields.stops(fields, "stop_sequences");
        Form form = form();
        TextOptions options = new TextOptions(
                most,
                SamplingFields.read(fields, text),
                stops,
                Set.of(),
                false,
                -1,
                1,
                form,
                fields.text("cache_salt", ""));
        fields.harmless("metadata", "service_tier", "model", "cache_control", "inference_geo", "diagnostics", "speed");
        fields.unsupported("container", "context_management", "mcp_servers");
        ChatRequest request = ChatRequest.of(conversation, options);
        return choice(request);
    }

    /** {@code output_config.format} or {@code output_format}: JSON of a schema. */
    private Form form() {
        Fields config = fields.object("output_config");
        Fields format = config == null ? fields.object("output_format") : config.object("format");
        if (config != null) {
            config.harmless("effort");
            config.finish();
        }
        if (format == null) {
            return new Form.Free();
        }
        format.word("type", "json_schema", "json_schema");
        JsonNode schema = format.required("schema");
        limits.checkGrammar(format.path("schema"), schema.toString());
        format.finish();
        return new Form.Schema(format.path("schema"), schema);
    }

    private Map<String, Object> thinking() {
        Fields thinking = fields.object("thinking");
        if (thinking == null) {
            return Map.of();
        }
        String type = thinking.word("type", "disabled", "enabled", "disabled", "adaptive", "between_tools");
        thinking.harmless("budget_tokens", "display");
        thinking.finish();
        return type.equals("adaptive") || type.equals("between_tools")
                ? Map.of()
                : Map.of("enable_thinking", type.equals("enabled"));
    }

    private ChatRequest choice(ChatRequest request) {
        Fields choice = fields.object("tool_choice");
        if (choice == null) {
            return request.withChoice(
                    request.conversation().tools().isEmpty() ? ToolChoice.NONE : ToolChoice.AUTO, true);
        }
        String type = choice.word("type", "auto", "auto", "any", "tool", "none");
        boolean parallel = !choice.flag("disable_parallel_tool_use", false);
        ToolChoice chosen = switch (type) {
            case "any" -> ToolChoice.REQUIRED;
            case "tool" -> new ToolChoice.Named(choice.text("name"));
            case "none" -> ToolChoice.NONE;
            default -> ToolChoice.AUTO;
        };
        choice.harmless("name");
        choice.finish();
        return request.withChoice(ChatRequest.checked(chosen, request.conversation()), parallel);
    }

    private ChatFields.Conversation conversation() {
        List<Message> messages = new ArrayList<>();
        String system = system();
        if (!system.isEmpty()) {
            messages.add(Message.of(Role.SYSTEM, system));
        }
        JsonNode given = fields.required("messages");
        if (!given.isArray() || given.isEmpty()) {
            throw Fields.wrong("messages", "a list of at least one message", given);
        }
        int index = 0;
        for (JsonNode message : given) {
            add(Fields.of(message, "messages[%d]".formatted(index++)), messages);
        }
        if (messages.isEmpty()) {
            throw HttpError.invalid("messages", "'messages' must hold a message that says something");
        }
        ChatFields.Conversation out = ChatFields.Conversation.of(messages).withTools(tools());
        boolean continues = messages.getLast().isAssistant();
        return continues
                ? new ChatFields.Conversation(
                        out.messages(), out.tools(), out.documents(), out.variables(), null, false, true)
                : out;
    }

    private String system() {
        JsonNode given = fields.any("system");
        if (given == null) {
            return "";
        }
        return given.isTextual() ? given.textValue() : texts(given, "system");
    }

    private static String texts(JsonNode blocks, String where) {
        if (!blocks.isArray()) {
            throw Fields.wrong(where, "a string or a list of text blocks", blocks);
        }
        List<String> out = new ArrayList<>();
        for (JsonNode block : blocks) {
            Fields one = Fields.of(block, "%s[%d]".formatted(where, out.size()));
            one.word("type", "text", "text");
            out.add(one.text("text"));
        }
        return String.join("\n", out);
    }

    private List<Map<String, @Nullable Object>> tools() {
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (Fields tool : fields.objects("tools")) {
            String type = tool.text("type", "custom");
            if (!type.equals("custom")) {
                throw HttpError.unsupported(
                        tool.path("type"),
                        "'%s': this server has no tool '%s' of its own".formatted(tool.path("type"), type));
            }
            JsonNode schema = tool.required("input_schema");
            if (!schema.isObject()) {
                throw Fields.wrong(tool.path("input_schema"), "a JSON schema: an object", schema);
            }
            Map<String, @Nullable Object> function = new LinkedHashMap<>();
            function.put("name", tool.text("name"));
            String description = tool.textOrNull("description");
            if (description != null) {
                function.put("description", description);
            }
            function.put("parameters", JsonOut.plain(schema));
            tool.harmless("cache_control", "strict", "eager_input_streaming", "input_examples", "allowed_callers");
            tool.unsupported("defer_loading");
            tool.finish();
            out.add(JsonOut.object("type", "function", "function", function));
        }
        return out;
    }

    /** Adds a message; of one with results of tools, each becomes a message of its own. */
    private void add(Fields message, List<Message> to) {
        String where = message.path("").replaceAll("\\.$", "");
        String role = message.word("role", "", "user", "assistant", "system");
        JsonNode content = message.required("content");
        ObjectNode out = JSON.objectNode().put("role", role);
        if (content.isTextual()) {
            out.put("content", content.textValue());
            to.add(ChatFields.message(out, where, limits));
            return;
        }
        if (!content.isArray()) {
            throw Fields.wrong(message.path("content"), "a string or a list of blocks", content);
        }
        if (content.isEmpty() && !role.equals("assistant")) {
            throw HttpError.invalid(
                    message.path("content"), "'%s' must hold at least one block".formatted(message.path("content")));
        }
        ArrayNode parts = JSON.arrayNode();
        ArrayNode calls = JSON.arrayNode();
        StringBuilder thoughts = new StringBuilder();
        int index = 0;
        for (JsonNode given : content) {
            Fields block = Fields.of(given, "%s.content[%d]".formatted(where, index++));
            switch (block.text("type")) {
                case "tool_result" -> to.add(result(block));
                case "tool_use" ->
                    calls.add(JSON.objectNode()
                            .put("id", block.text("id"))
                            .put("type", "function")
                            .set(
                                    "function",
                                    JSON.objectNode()
                                            .put("name", block.text("name"))
                                            .set("arguments", block.required("input"))));
                case "thinking" -> thoughts.append(block.text("thinking"));
                case "redacted_thinking" -> {}
                default -> parts.add(part(block));
            }
        }
        if (!thoughts.isEmpty()) {
            out.put("reasoning_content", thoughts.toString());
        }
        if (!calls.isEmpty()) {
            out.set("tool_calls", calls);
        }
        if (!parts.isEmpty()) {
            out.set("content", flattened(parts));
            to.add(ChatFields.message(out, where, limits));
        } else if (!calls.isEmpty()) {
            out.putNull("content");
            to.add(ChatFields.message(out, where, limits));
        } else if (!thoughts.isEmpty()) {
            out.put("content", "");
            to.add(ChatFields.message(out, where, limits));
        }
    }

    /** Texts alone are one text, as templates take it best. */
    private static JsonNode flattened(ArrayNode parts) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            if (!part.path("type").asText().equals("text")) {
                return parts;
            }
            text.append(part.path("text").asText());
        }
        return JSON.textNode(text.toString());
    }

    private static ObjectNode part(Fields block) {
        String type = block.text("type");
        switch (type) {
            case "text" -> {
                return JSON.objectNode().put("type", "text").put("text", block.text("text"));
            }
            case "image" -> {
                Fields source = block.object("source");
                if (source == null || !source.text("type").equals("base64")) {
                    throw HttpError.invalid(
                            block.path("source"),
                            "unsupported_image_url",
                            "'%s' must be of the type base64; this server fetches nothing from elsewhere"
                                    .formatted(block.path("source")));
                }
                String url = "data:%s;base64,%s".formatted(source.text("media_type"), source.text("data"));
                ObjectNode image = JSON.objectNode().put("type", "image_url");
                image.putObject("image_url").put("url", url);
                return image;
            }
            default ->
                throw HttpError.invalid(
                        block.path("type"),
                        "unsupported_modality",
                        "'%s': blocks of the type '%s' are not supported".formatted(block.path("type"), type));
        }
    }

    private Message result(Fields block) {
        String where = block.path("content");
        JsonNode content = block.any("content");
        boolean isError = block.flag("is_error", false);
        String text = content == null ? "" : content.isTextual() ? content.textValue() : texts(content, where);
        ObjectNode out = JSON.objectNode()
                .put("role", "tool")
                .put("tool_call_id", block.text("tool_use_id"))
                .put("content", isError ? "Error: " + text : text);
        return ChatFields.message(out, where, limits);
    }
}
