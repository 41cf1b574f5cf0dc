package org.menura.chat.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/**
 * What a parser of answers is told of the request.
 *
 * @param tools that the model may call, whose schemas say what values without JSON's quotes mean; null where they are not
 *     known, so that calls of any name are read; with an empty list, nothing is read as a call
 * @param generationPrompt what the chat template puts before the answer, of which the parser reads whether the reasoning
 *     has begun; null where it is not known
 * @param separateReasoning whether reasoning is told apart; else it stays in the text, with its delimiters
 * @param json whether the text was asked to be JSON; a fence of Markdown around it is taken off then
 */
@Extension
public record AnswerOptions(
        @Nullable List<ToolDefinition> tools,
        @Nullable String generationPrompt,
        boolean separateReasoning,
        boolean json) {
    /** Options that know nothing of the request: calls of any name, reasoning told apart. */
    public static final AnswerOptions DEFAULT = new AnswerOptions(null, null, true, false);

    /** Returns a copy with the tools of the request. */
    public AnswerOptions withTools(List<ToolDefinition> newTools) {
        return new AnswerOptions(List.copyOf(newTools), generationPrompt, separateReasoning, json);
    }

    /** Returns a copy with what the chat template puts before the answer. */
    public AnswerOptions withGenerationPrompt(String newPrompt) {
        return new AnswerOptions(tools, newPrompt, separateReasoning, json);
    }

    /** Returns a copy that leaves reasoning in the text. */
    public AnswerOptions withReasoningInText() {
        return new AnswerOptions(tools, generationPrompt, false, json);
    }

    /** Returns a copy for a text that was asked to be JSON. */
    public AnswerOptions withJson() {
        return new AnswerOptions(tools, generationPrompt, separateReasoning, true);
    }
}
