package org.menura.serve.responses;

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
import org.menura.chat.ToolCall;
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

/** Reads requests of the Responses API. */
final class ResponseFields {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Fields fields;
    private final MediaLimits limits;

    private ResponseFields(Fields fields, MediaLimits limits) {
        this.fields = fields;
        this.limits = limits;
    }

    /**
     * A request.
     *
     * @param items the input as items, for the store
     * @param echoed what of the request the response repeats
     */
    record Asked(ChatRequest request, List<JsonNode> items, boolean isStored, Map<String, @Nullable Object> echoed) {}

    /**
     * Reads a request but for {@code stream}.
     *
     * @param before the items of the conversation that {@code previous_response_id} names
     */
    static Asked read(Fields fields, ModelTokenizer text, MediaLimits limits, List<JsonNode> before) {
        return new ResponseFields(fields, limits).asked(text, before);
    }

    private Asked asked(ModelTokenizer text, List<JsonNode> before) {
        String instructions = fields.text("instructions", "");
        List<JsonNode> items = items(fields.required("input"));
        List<Message> messages = new ArrayList<>();
        if (!instructions.isEmpty()) {
            messages.add(Message.of(Role.SYSTEM, instructions));
        }
        List<JsonNode> all = new ArrayList<>(before);
        all.addAll(items);
        new Items(limits, before.size()).add(all, messages);
        Map<String, Object> variables = new LinkedHashMap<>();
        Fields reasoning = fields.object("reasoning");
        String effort = reasoning == null ? null : reasoning.textOrNull("effort");
        if (reasoning != null) {
            reasoning.harmless("summary", "generate_summary");
            reasoning.finish();
        }
        if (effort != null) {
            variables.put("reasoning_effort", effort);
            variables.put("enable_thinking", !effort.equals("none"));
        }
        ChatFields.Conversation conversation =
                ChatFields.Conversation.of(messages).withTools(tools()).withVariables(variables);
        int most = fields.integer("max_output_tokens", 1, Integer.MAX_VALUE).orElse(-1);
        int top = fields.integer("top_logprobs", 0, TextOptions.MOST_LOG_PROBS).orElse(0);
        boolean withProbs = false;
        for (String include : fields.texts("include")) {
            if (include.equals("message.output_text.logprobs")) {
                withProbs = true;
            } else if (!include.equals("reasoning.encrypted_content")) {
                throw HttpError.unsupported("include", "'include': '%s' is not supported".formatted(include));
            }
        }
        TextOptions options = new TextOptions(
                most,
                SamplingFields.read(fields, text),
                SamplingFields.stops(fields, "stop"),
                SamplingFields.ids(fields, "stop_token_ids", text.tokenizer()),
                fields.flag("ignore_eos", false),
                withProbs ? top : -1,
                1,
                form(),
                fields.text("cache_salt", ""));
        ToolChoice choice = choice(conversation);
        boolean parallel = fields.flag("parallel_tool_calls", true);
        fields.word("truncation", "disabled", "disabled");
        boolean stored = fields.flag("store", true);
        fields.harmless(
                "model",
                "metadata",
                "user",
                "safety_identifier",
                "prompt_cache_key",
                "prompt_cache_retention",
                "prompt_cache_options",
                "service_tier",
                "stream_options",
                "previous_response_id");
        fields.unsupported(
                "background", "max_tool_calls", "prompt", "conversation", "context_management", "moderation");
        ChatRequest request = ChatRequest.of(conversation, options).withChoice(choice, parallel);
        return new Asked(request, all, stored, echoed(instructions, options, parallel, stored, effort));
    }

    private Map<String, @Nullable Object> echoed(
            String instructions, TextOptions options, boolean parallel, boolean stored, @Nullable String effort) {
        JsonNode json = fields.json();
        return JsonOut.object(
                "instructions",
                instructions.isEmpty() ? null : instructions,
                "max_output_tokens",
                options.maxTokens() < 0 ? null : options.maxTokens(),
                "metadata",
                json.path("metadata").isObject() ? json.path("metadata") : Map.of(),
                "parallel_tool_calls",
                parallel,
                "previous_response_id",
                json.path("previous_response_id").textValue(),
                "reasoning",
                JsonOut.object("effort", effort, "summary", null),
                "store",
                stored,
                "temperature",
                options.sampling().temperature().value(),
                "text",
                json.path("text").isObject()
                        ? json.path("text")
                        : JsonOut.object("format", JsonOut.object("type", "text")),
                "tool_choice",
                json.hasNonNull("tool_choice") ? json.path("tool_choice") : "auto",
                "tools",
                json.path("tools").isArray() ? json.path("tools") : List.of(),
                "top_p",
                options.sampling().topP().p(),
                "truncation",
                "disabled",
                "user",
                json.path("user").textValue());
    }

    private static List<JsonNode> items(JsonNode input) {
        if (input.isTextual()) {
            return List.of(
                    JSON.objectNode().put("type", "message").put("role", "user").put("content", input.textValue()));
        }
        if (!input.isArray() || input.isEmpty()) {
            throw Fields.wrong("input", "a string or a list of at least one item", input);
        }
        List<JsonNode> out = new ArrayList<>();
        input.forEach(out::add);
        return out;
    }

    private List<Map<String, @Nullable Object>> tools() {
        ArrayNode tools = JSON.arrayNode();
        for (Fields tool : fields.objects("tools")) {
            String type = tool.text("type");
            if (!type.equals("function")) {
                throw HttpError.unsupported(
                        tool.path("type"),
                        "'%s': this server has no tool '%s' of its own".formatted(tool.path("type"), type));
            }
            ObjectNode function = tool.json().deepCopy();
            function.remove("type");
            tools.add(JSON.objectNode().put("type", "function").set("function", function));
        }
        ObjectNode holder = JSON.objectNode();
        holder.set("tools", tools);
        return ChatFields.tools(Fields.of(holder, ""));
    }

    private ToolChoice choice(ChatFields.Conversation conversation) {
        JsonNode given = fields.any("tool_choice");
        ToolChoice choice = ToolChoice.AUTO;
        if (given != null && given.isTextual()) {
            choice = switch (given.textValue()) {
                case "auto" -> ToolChoice.AUTO;
                case "none" -> ToolChoice.NONE;
                case "required" -> ToolChoice.REQUIRED;
                default -> throw Fields.wrong("tool_choice", "none, auto, required or a function", given);
            };
        } else if (given != null) {
            Fields object = Fields.of(given, "tool_choice");
            object.word("type", "function", "function");
            choice = new ToolChoice.Named(object.text("name"));
        }
        return ChatRequest.checked(choice, conversation);
    }

    private Form form() {
        Fields text = fields.object("text");
        Fields format = text == null ? null : text.object("format");
        if (text != null) {
            text.harmless("verbosity");
            text.finish();
        }
        if (format == null) {
            return new Form.Free();
        }
        String type = format.word("type", "text", "text", "json_object", "json_schema");
        format.harmless("name", "strict", "description");
        Form form = switch (type) {
            case "json_object" -> new Form.AnyObject(format.path("type"));
            case "json_schema" -> {
                JsonNode schema = format.required("schema");
                limits.checkGrammar(format.path("schema"), schema.toString());
                yield new Form.Schema(format.path("schema"), schema);
            }
            default -> new Form.Free();
        };
        format.finish();
        return form;
    }

    /** Items of a conversation as messages. */
    private static final class Items {
        private final MediaLimits limits;
        private final int first;
        private final Set<String> texts = Set.of("system", "developer", "user", "assistant");
        private String reasoning = "";

        /** Creates a reader; the items before {@code first} are not the request's own. */
        Items(MediaLimits limits, int first) {
            this.limits = limits;
            this.first = first;
        }

        void add(List<JsonNode> items, List<Message> to) {
            for (int i = 0; i < items.size(); i++) {
                String where = i < first ? "previous_response_id" : "input[%d]".formatted(i - first);
                Fields item = Fields.of(items.get(i), where);
                String type = item.text("type", "message");
                switch (type) {
                    case "message" -> to.add(message(item, where));
                    case "function_call" -> call(item, where, to);
                    case "function_call_output" -> to.add(result(item, where));
                    case "reasoning" -> reasoning = thoughts(item);
                    default ->
                        throw HttpError.unsupported(
                                item.path("type"),
                                "'%s': items of the type '%s' are not supported".formatted(item.path("type"), type));
                }
            }
        }

        private static String thoughts(Fields item) {
            StringBuilder out = new StringBuilder();
            item.list("content").forEach(p -> out.append(p.path("text").asText()));
            if (out.isEmpty()) {
                item.list("summary").forEach(p -> out.append(p.path("text").asText()));
            }
            return out.toString();
        }

        private Message message(Fields item, String where) {
            String role = item.text("role");
            if (!texts.contains(role)) {
                throw HttpError.invalid(
                        item.path("role"), "'%s' must be one of %s".formatted(item.path("role"), texts));
            }
            ObjectNode out = JSON.objectNode().put("role", role);
            JsonNode content = item.required("content").deepCopy();
            out.set("content", content);
            if (content.isArray() && allText(content)) {
                StringBuilder text = new StringBuilder();
                content.forEach(p -> text.append(p.path("text").asText()));
                out.put("content", text.toString());
            }
            return ChatFields.message(withReasoning(out, role.equals("assistant")), where, limits);
        }

        private static boolean allText(JsonNode parts) {
            for (JsonNode part : parts) {
                if (!part.path("text").isTextual()) {
                    return false;
                }
            }
            return !parts.isEmpty();
        }

        private ObjectNode withReasoning(ObjectNode message, boolean isAssistant) {
            if (isAssistant && !reasoning.isEmpty()) {
                message.put("reasoning_content", reasoning);
                reasoning = "";
            }
            return message;
        }

        /** A call, which joins the assistant's message before it. */
        private void call(Fields item, String where, List<Message> to) {
            ObjectNode call = JSON.objectNode().put("id", item.text("call_id")).put("type", "function");
            call.putObject("function").put("name", item.text("name")).put("arguments", item.text("arguments", "{}"));
            ObjectNode out = JSON.objectNode().put("role", "assistant").putNull("content");
            out.putArray("tool_calls").add(call);
            Message message = ChatFields.message(withReasoning(out, true), where, limits);
            if (!to.isEmpty() && to.getLast().isAssistant()) {
                List<ToolCall> calls = new ArrayList<>(to.getLast().toolCalls());
                calls.addAll(message.toolCalls());
                to.set(to.size() - 1, to.getLast().withToolCalls(calls));
            } else {
                to.add(message);
            }
        }

        private Message result(Fields item, String where) {
            JsonNode output = item.required("output");
            ObjectNode out = JSON.objectNode().put("role", "tool").put("tool_call_id", item.text("call_id"));
            out.set("content", output.deepCopy());
            return ChatFields.message(out, where, limits);
        }
    }
}
