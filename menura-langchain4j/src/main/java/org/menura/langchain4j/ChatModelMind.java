package org.menura.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.agent.mind.ValidatingMind;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * A mind that is a chat model of LangChain4j, of any provider. It can't be forced, forked, scored or replayed, and says so; its answers are
 * checked, and asked for again where they leave their form.
 */
public final class ChatModelMind implements Mind {
    private static final int TRIES = 3;
    private static final String NOT_JSON = "(no JSON)";

    private final String name;
    private final ChatModel model;

    private ChatModelMind(String name, ChatModel model) {
        this.name = name;
        this.model = model;
    }

    /** Creates a mind whose answers are checked, and asked for up to three times. */
    public static Mind of(String name, ChatModel model) {
        return new ValidatingMind(new ChatModelMind(name, model), TRIES);
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns none: a chat model gives texts only. */
    @Override
    public Set<Capability> capabilities() {
        return EnumSet.noneOf(Capability.class);
    }

    private boolean takesSchemas() {
        return model.supportedCapabilities()
                .contains(dev.langchain4j.model.chat.Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    @Override
    public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
        List<ChatMessage> messages = new ArrayList<>(ChatMessages.of(prompt.messages()));
        DefaultChatRequestParameters.Builder<?> parameters = ChatRequestParameters.builder();
        boolean wrapped = false;
        switch (ask) {
            case Ask.Text(int most) -> {
                if (most < Integer.MAX_VALUE) {
                    parameters.maxOutputTokens(most);
                }
            }
            case Ask.Choice(List<String> options) -> {
                wrapped = takesSchemas();
                if (wrapped) {
                    parameters.responseFormat(format(choices(options)));
                } else {
                    messages.add(UserMessage.from(
                            "Answer with exactly one of these, and nothing else:\n" + String.join("\n", options)));
                }
            }
            case Ask.Json(JsonNode schema) -> {
                if (takesSchemas()) {
                    parameters.responseFormat(format(schema));
                } else {
                    messages.add(UserMessage.from("Answer with JSON and nothing else, by this schema:\n" + schema));
                }
            }
            case Ask.Quote(List<String> documents, int most) -> {
                parameters.maxOutputTokens(most);
                messages.add(UserMessage.from(
                        "Answer with a quote, word for word and nothing else, from:\n" + String.join("\n", documents)));
            }
            case Ask.Calls(List<ToolDefinition> tools, int min, int _) -> {
                parameters.toolSpecifications(
                        tools.stream().map(AgentTools::specification).toList());
                parameters.toolChoice(min > 0 ? ToolChoice.REQUIRED : ToolChoice.AUTO);
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            ChatResponse response = model.chat(ChatRequest.builder()
                    .messages(messages)
                    .parameters(parameters.build())
                    .build());
            return thought(response, ask, wrapped);
        } catch (LangChain4jException e) {
            throw MindException.silent("%s gives no answer: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static ResponseFormat format(JsonNode schema) {
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("answer")
                        .rootElement(JsonRawSchema.from(schema.toString()))
                        .build())
                .build();
    }

    private static JsonNode choices(List<String> options) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ArrayNode values = schema.putObject("properties").putObject("answer").putArray("enum");
        options.forEach(values::add);
        schema.putArray("required").add("answer");
        return schema.put("additionalProperties", false);
    }

    private static Thought thought(ChatResponse response, Ask ask, boolean wrapped) {
        AiMessage message = response.aiMessage();
        String text = message.text() == null ? "" : message.text();
        if (wrapped) {
            text = unwrapped(text);
        } else if (!(ask instanceof Ask.Text)) {
            text = text.strip();
        }
        List<ToolCall> calls = message.hasToolExecutionRequests()
                ? message.toolExecutionRequests().stream()
                        .map(ChatModelMind::call)
                        .toList()
                : List.of();
        TokenUsage usage = response.tokenUsage();
        Integer prompt = usage == null ? null : usage.inputTokenCount();
        Integer answer = usage == null ? null : usage.outputTokenCount();
        return new Thought(
                text,
                message.thinking(),
                calls,
                new int[0],
                new double[0],
                prompt == null ? 0 : prompt,
                answer == null ? 0 : answer);
    }

    private static String unwrapped(String text) {
        try {
            return Json.parse(text, "a choice").path("answer").asText(text.strip());
        } catch (FormatException _) {
            return text.strip();
        }
    }

    /** Arguments that are no JSON object go on under a name that no schema has, so that the check says what is wrong. */
    private static ToolCall call(ToolExecutionRequest request) {
        try {
            return Conversations.call(request);
        } catch (RuntimeException _) {
            Map<String, @Nullable Object> given = new LinkedHashMap<>();
            given.put(NOT_JSON, request.arguments());
            return new ToolCall(request.id(), request.name(), given);
        }
    }
}
