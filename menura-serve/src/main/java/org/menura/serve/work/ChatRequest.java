package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolChoice;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;

/**
 * A request for an answer in a conversation, whatever API it came by.
 *
 * @param choice which tools may or must be called
 * @param parallel whether several calls may follow each other
 * @param separateReasoning whether reasoning is told apart from the text
 * @param showReasoning whether it is shown at all
 */
public record ChatRequest(
        ChatFields.Conversation conversation,
        TextOptions options,
        ToolChoice choice,
        boolean parallel,
        boolean separateReasoning,
        boolean showReasoning) {
    /** Creates a request without tools. */
    public static ChatRequest of(ChatFields.Conversation conversation, TextOptions options) {
        return new ChatRequest(conversation, options, ToolChoice.AUTO, true, true, true);
    }

    /** Returns a copy with another choice of tools. */
    public ChatRequest withChoice(ToolChoice other, boolean several) {
        return new ChatRequest(conversation, options, other, several, separateReasoning, showReasoning);
    }

    /** Reads a request in OpenAI's form, but for {@code stream}. */
    public static ChatRequest read(Fields fields, ModelTokenizer text, Services services) {
        MediaLimits limits = services.limits();
        ChatFields.Conversation conversation = ChatFields.conversation(fields, limits);
        TextOptions options = TextFields.read(fields, text, limits, -1)
                .withLogProbs(logProbs(fields))
                .withSession(Sessions.read(fields, services));
        ToolChoice choice = choice(fields, conversation);
        boolean parallel = fields.flag("parallel_tool_calls", true);
        String reasoning = fields.word("reasoning_format", "auto", "auto", "none", "deepseek");
        boolean shown = fields.flag("include_reasoning", true);
        boolean apart = fields.flag("separate_reasoning", true) && !reasoning.equals("none");
        if (!fields.flag("stream_reasoning", true)) {
            throw HttpError.unsupported("stream_reasoning", "'stream_reasoning' must be true, or be left out");
        }
        for (JsonNode modality : fields.list("modalities")) {
            if (!modality.asText().equals("text") && !modality.asText().equals("image")) {
                throw HttpError.invalid(
                        "modalities",
                        "unsupported_modality",
                        "answers are texts, not '%s'".formatted(modality.asText()));
            }
        }
        if (!fields.flag("parse_tool_calls", true)) {
            throw HttpError.unsupported("parse_tool_calls", "'parse_tool_calls' must be true, or be left out");
        }
        fields.unsupported(
                "functions",
                "function_call",
                "audio",
                "echo",
                "prompt_logprobs",
                "mm_processor_kwargs",
                "media_io_kwargs",
                "return_token_ids",
                "return_tokens_as_token_ids",
                "return_token_offsets",
                "return_prompt_text",
                "add_special_tokens");
        return new ChatRequest(conversation, options, choice, parallel, apart, shown);
    }

    private static int logProbs(Fields fields) {
        boolean on = fields.flag("logprobs", false);
        int top = fields.integer("top_logprobs", 0, TextOptions.MOST_LOG_PROBS).orElse(0);
        int n = fields.integer("n_probs", 0, TextOptions.MOST_LOG_PROBS).orElse(0);
        if (!on && top > 0) {
            throw HttpError.invalid("top_logprobs", "'top_logprobs' goes with 'logprobs': true alone");
        }
        return on ? Math.max(top, n) : n > 0 ? n : -1;
    }

    private static ToolChoice choice(Fields fields, ChatFields.Conversation conversation) {
        JsonNode given = fields.any("tool_choice");
        if (given == null) {
            return conversation.tools().isEmpty() ? ToolChoice.NONE : ToolChoice.AUTO;
        }
        ToolChoice choice = ToolChoice.AUTO;
        if (given.isTextual()) {
            choice = switch (given.textValue()) {
                case "none" -> ToolChoice.NONE;
                case "auto" -> ToolChoice.AUTO;
                case "required" -> ToolChoice.REQUIRED;
                default -> throw Fields.wrong("tool_choice", "none, auto, required or a function", given);
            };
        } else {
            Fields object = Fields.of(given, "tool_choice");
            object.word("type", "function", "function");
            Fields function = object.object("function");
            String name = function == null ? object.text("name") : function.text("name");
            object.finish();
            choice = new ToolChoice.Named(name);
        }
        return checked(choice, conversation);
    }

    /** Refuses a choice of a tool that there is not. */
    public static ToolChoice checked(ToolChoice choice, ChatFields.Conversation conversation) {
        boolean wantsTools = choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
        if (wantsTools && conversation.tools().isEmpty()) {
            throw HttpError.invalid("tool_choice", "'tool_choice' wants a call, but there are no 'tools'");
        }
        if (choice instanceof ToolChoice.Named(String name)
                && conversation.tools().stream()
                        .noneMatch((Map<String, @Nullable Object> t) -> name.equals(ChatFields.nameOf(t)))) {
            throw HttpError.invalid("tool_choice", "'tool_choice': there is no tool '%s'".formatted(name));
        }
        return conversation.tools().isEmpty() ? ToolChoice.NONE : choice;
    }
}
