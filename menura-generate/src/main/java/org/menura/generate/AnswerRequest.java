package org.menura.generate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;

/**
 * A request for the assistant's next message in a conversation:
 *
 * <pre>{@code
 * AnswerRequest request = AnswerRequest.of(Message.user("What is the weather in Munich?")).withTools(tools);
 * }</pre>
 *
 * @param messages the conversation so far
 * @param tools that the model may call
 * @param choice which of them it may or must call
 * @param parallelCalls whether one answer may hold several calls
 * @param form the form of the answer's text
 * @param variables further variables of the chat template, JSON values such as {@code enable_thinking}
 * @param how sampling, lengths, stop strings, adapters
 */
public record AnswerRequest(
        List<Message> messages,
        List<ToolDefinition> tools,
        ToolChoice choice,
        boolean parallelCalls,
        TextForm form,
        Map<String, @Nullable Object> variables,
        GenerationOptions how) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is no message, the tool that is to be called is not among the tools, or a
     *     constraint comes with tools or a form, of which answers have constraints of their own
     */
    public AnswerRequest {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a conversation needs at least one message");
        }
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        if (choice instanceof ToolChoice.Named(String name)
                && tools.stream().noneMatch(t -> t.name().equals(name))) {
            throw new IllegalArgumentException("the tool to call, %s, is not among the tools".formatted(name));
        }
        if (choice instanceof ToolChoice.Required && tools.isEmpty()) {
            throw new IllegalArgumentException("a tool must be called, but there is none");
        }
        if (how.constraint() != null && !(tools.isEmpty() && form instanceof TextForm.Free)) {
            throw new IllegalArgumentException("a constraint goes without tools and a form of the text");
        }
    }

    /** Creates a request without tools for any text, of any length that the context has room for. */
    public static AnswerRequest of(List<Message> messages) {
        return new AnswerRequest(
                messages,
                List.of(),
                ToolChoice.AUTO,
                true,
                TextForm.FREE,
                Map.of(),
                GenerationOptions.of(Integer.MAX_VALUE));
    }

    /** Creates a request; see {@link #of(List)}. */
    public static AnswerRequest of(Message... messages) {
        return of(List.of(messages));
    }

    /** Returns a copy with tools that the model may call. */
    public AnswerRequest withTools(List<ToolDefinition> newTools) {
        return new AnswerRequest(messages, newTools, choice, parallelCalls, form, variables, how);
    }

    /** Returns a copy that says which tools the model may or must call, and whether several at once. */
    public AnswerRequest withChoice(ToolChoice newChoice, boolean parallel) {
        return new AnswerRequest(messages, tools, newChoice, parallel, form, variables, how);
    }

    /** Returns a copy whose answer has a form. */
    public AnswerRequest withForm(TextForm newForm) {
        return new AnswerRequest(messages, tools, choice, parallelCalls, newForm, variables, how);
    }

    /** Returns a copy with another variable of the chat template. */
    public AnswerRequest withVariable(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(variables);
        more.put(name, value);
        return new AnswerRequest(messages, tools, choice, parallelCalls, form, more, how);
    }

    /** Returns a copy with other options of generation. */
    public AnswerRequest with(GenerationOptions options) {
        return new AnswerRequest(messages, tools, choice, parallelCalls, form, variables, options);
    }
}
