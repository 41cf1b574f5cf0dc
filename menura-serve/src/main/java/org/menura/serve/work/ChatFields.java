package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.MessageJson;
import org.menura.chat.ToolCall;
import org.menura.format.FormatException;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;

/** Reads conversations in OpenAI's form, with what chat templates take beside messages. */
public final class ChatFields {
    /** Most tokens of reasoning, as llama.cpp and vLLM name them. */
    private static final List<String> BUDGETS =
            List.of("reasoning_budget_tokens", "thinking_budget_tokens", "thinking_token_budget");

    private ChatFields() {}

    /**
     * A conversation to be rendered.
     *
     * @param tools in OpenAI's form, as chat templates take them
     * @param documents as chat templates take them
     * @param variables further variables of the chat template
     * @param template a chat template in the place of the model's own; null for that
     * @param introduce whether what introduces the assistant's next turn follows
     * @param continueFinal whether the last message is the begin of the answer
     */
    public record Conversation(
            List<Message> messages,
            List<Map<String, @Nullable Object>> tools,
            List<Map<String, @Nullable Object>> documents,
            Map<String, @Nullable Object> variables,
            @Nullable String template,
            boolean introduce,
            boolean continueFinal) {
        /** A conversation of messages alone. */
        public static Conversation of(List<Message> messages) {
            return new Conversation(messages, List.of(), List.of(), Map.of(), null, true, false);
        }

        /** Returns a copy with tools. */
        public Conversation withTools(List<Map<String, @Nullable Object>> given) {
            return new Conversation(messages, given, documents, variables, template, introduce, continueFinal);
        }

        /** Returns a copy with more variables of the template. */
        public Conversation withVariables(Map<String, ?> more) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
            all.putAll(more);
            return new Conversation(messages, tools, documents, all, template, introduce, continueFinal);
        }
    }

    /** Reads the conversation of a request. */
    public static Conversation conversation(Fields fields, MediaLimits limits) {
        JsonNode given = fields.required("messages");
        if (!given.isArray() || given.isEmpty()) {
            throw Fields.wrong("messages", "a list of at least one message", given);
        }
        List<Message> messages = messages(given, limits);
        List<Map<String, @Nullable Object>> tools = tools(fields);
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        for (Fields document : fields.objects("documents")) {
            documents.add(map(document.json()));
        }
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        Fields more = fields.object("chat_template_kwargs");
        if (more != null) {
            variables.putAll(map(more.json()));
        }
        String effort = fields.textOrNull("reasoning_effort");
        if (effort != null) {
            variables.put("reasoning_effort", effort);
            if (effort.equals("none")) {
                variables.putIfAbsent("enable_thinking", false);
            }
        }
        if (reasonsNot(fields)) {
            variables.putIfAbsent("enable_thinking", false);
        }
        String template = fields.textOrNull("chat_template");
        if (template != null) {
            limits.checkGrammar("chat_template", template);
        }
        boolean continues = fields.flag("continue_final_message", false);
        boolean introduce = fields.flag("add_generation_prompt", !continues);
        if (continues && introduce) {
            throw HttpError.invalid(
                    "add_generation_prompt", "'continue_final_message' goes with 'add_generation_prompt': false alone");
        }
        if (continues && !messages.getLast().isAssistant()) {
            throw HttpError.invalid(
                    "continue_final_message", "the last message must be the assistant's, for it to be continued");
        }
        fields.harmless("model");
        return new Conversation(messages, tools, documents, variables, template, introduce, continues);
    }

    /** Reads most tokens of reasoning, of which none at all is honoured, and -1 for as many as there are. */
    private static boolean reasonsNot(Fields fields) {
        boolean none = false;
        for (String name : BUDGETS) {
            int most = fields.integer(name, -1, Integer.MAX_VALUE).orElse(-1);
            if (most > 0) {
                throw HttpError.unsupported(
                        fields.path(name), "'%s' must be 0 or -1, or be left out".formatted(fields.path(name)));
            }
            none |= most == 0;
        }
        return none;
    }

    /** Reads {@code tools} in OpenAI's form. */
    public static List<Map<String, @Nullable Object>> tools(Fields fields) {
        List<Map<String, @Nullable Object>> tools = new ArrayList<>();
        for (Fields tool : fields.objects("tools")) {
            String type = tool.text("type", "function");
            if (!type.equals("function")) {
                throw HttpError.unsupported(
                        tool.path("type"),
                        "'%s': tools of the type '%s' are not supported".formatted(tool.path("type"), type));
            }
            Fields function = tool.object("function");
            if (function == null) {
                throw HttpError.invalid(
                        tool.path("function"),
                        "missing_required_parameter",
                        "'%s' is required".formatted(tool.path("function")));
            }
            checkName(function);
            Map<String, @Nullable Object> plain = map(function.json());
            plain.remove("strict");
            tools.add(JsonOut.object("type", "function", "function", plain));
        }
        return tools;
    }

    /** Returns the name of a tool in OpenAI's form. */
    static @Nullable Object nameOf(Map<String, @Nullable Object> tool) {
        return tool.get("function") instanceof Map<?, ?> function ? function.get("name") : null;
    }

    private static void checkName(Fields function) {
        String name = function.text("name");
        if (!name.matches("[A-Za-z0-9_.:/-]{1,256}")) {
            throw HttpError.invalid(
                    function.path("name"),
                    "'%s' must be letters, digits, _ and -, not '%s'".formatted(function.path("name"), name));
        }
        JsonNode parameters = function.any("parameters");
        if (parameters != null && !parameters.isObject()) {
            throw Fields.wrong(function.path("parameters"), "a JSON schema: an object", parameters);
        }
    }

    private static Map<String, @Nullable Object> map(JsonNode node) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        node.properties().forEach(e -> out.put(e.getKey(), JsonOut.plain(e.getValue())));
        return out;
    }

    /** Reads messages in OpenAI's form. */
    public static List<Message> messages(JsonNode given, MediaLimits limits) {
        List<Message> out = new ArrayList<>();
        for (JsonNode message : given) {
            String where = "messages[%d]".formatted(out.size());
            if (!message.isObject()) {
                throw Fields.wrong(where, "a message: an object", message);
            }
            out.add(message((ObjectNode) message, where, limits));
        }
        return out;
    }

    /** Reads a message in OpenAI's form; {@code where} is its place in the request. */
    public static Message message(ObjectNode given, String where, MediaLimits limits) {
        ObjectNode message = given.deepCopy();
        String role = message.path("role").asText();
        if (role.equals("developer")) {
            message.put("role", "system");
        } else if (role.equals("function")) {
            message.put("role", "tool");
        }
        JsonNode content = message.path("content");
        if (content.isArray()) {
            for (int i = 0; i < content.size(); i++) {
                Parts.normalise(content.get(i), "%s.content[%d]".formatted(where, i), limits);
            }
            if (content.isEmpty() && message.hasNonNull("tool_calls")) {
                message.putNull("content");
            }
        } else if (content.isMissingNode() || content.isNull()) {
            boolean says = message.hasNonNull("tool_calls")
                    && !message.path("tool_calls").isEmpty();
            boolean isAssistant = role.equals("assistant");
            if (!says && isAssistant && (message.hasNonNull("refusal") || message.hasNonNull("reasoning_content"))) {
                message.put("content", message.path("refusal").asText(""));
            } else if (!says) {
                throw HttpError.invalid(
                        where + ".content", "missing_required_parameter", "'%s.content' is required".formatted(where));
            }
        } else if (!content.isTextual()) {
            throw Fields.wrong(where + ".content", "a string or a list of parts", content);
        }
        if (!message.path("role").isTextual() || message.path("role").asText().isBlank()) {
            throw HttpError.invalid(
                    where + ".role", "missing_required_parameter", "'%s.role' is required".formatted(where));
        }
        for (String empty : List.of("tool_calls", "refusal", "annotations", "audio", "function_call", "name")) {
            JsonNode value = message.path(empty);
            if (value.isNull() || value.isContainerNode() && value.isEmpty()) {
                message.remove(empty);
            }
        }
        if (message.has("reasoning") && !message.has("reasoning_content")) {
            message.set("reasoning_content", message.remove("reasoning"));
        }
        try {
            Message read = MessageJson.read(message, where, path -> {
                throw HttpError.unsupported(where, "files of the server can't be named in a message: " + path);
            });
            List<ToolCall> calls = read.toolCalls();
            return calls.isEmpty() ? read : read.withToolCalls(calls);
        } catch (FormatException e) {
            throw HttpError.invalid(where, String.valueOf(e.getMessage()));
        }
    }
}
