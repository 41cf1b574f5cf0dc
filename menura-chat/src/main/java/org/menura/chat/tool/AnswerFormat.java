package org.menura.chat.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/**
 * What models of a family write as an answer: text, reasoning, tool calls. The same description reads answers
 * ({@link #parser}) and becomes the grammar that holds a model to it.
 *
 * @param name of the family
 * @param reasoning how reasoning stands in it
 * @param text how text is delimited
 * @param calls forms of tool calls, the one that is to be written first; none if the model calls no tools
 * @param frames how it is cut into messages with headers, which then decide on all the rest; null if it is not
 */
@Extension
public record AnswerFormat(
        String name,
        ReasoningFormat reasoning,
        TextFormat text,
        List<CallFormat> calls,
        @Nullable FrameFormat frames) {
    public AnswerFormat {
        calls = List.copyOf(calls);
    }

    /** Returns whether models of the family call tools. */
    public boolean callsTools() {
        return !calls.isEmpty() || frames != null;
    }

    /** Returns whether models of the family reason before they answer. */
    public boolean reasons() {
        return reasoning.exists() || frames != null;
    }

    /** Returns what begins a tool call in a text, and nothing else: delimiters without white space. */
    public List<String> callTriggers() {
        return new Triggers(frames == null ? calls : frames.nested(), AnswerOptions.DEFAULT).strong();
    }

    /**
     * Returns what of a generation prompt belongs to the answer, such as the opening of reasoning: a parser and a grammar
     * begin with it.
     */
    public String opened(String generationPrompt) {
        return frames == null
                ? PlainReader.opened(this, generationPrompt)
                : FrameReader.opened(frames, generationPrompt);
    }

    /** Returns a parser of one answer. */
    public AnswerParser parser(AnswerOptions options) {
        return new AnswerParser(this, options);
    }
}
