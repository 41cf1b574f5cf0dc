package org.menura.chat.tool;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/** A step in an answer as it comes. All steps together are the answer, however its text was cut into pieces. */
@Extension
public sealed interface AnswerEvent {
    /** A piece of the answer's text. */
    record Text(String text) implements AnswerEvent {}

    /** A piece of the reasoning. */
    record Reasoning(String text) implements AnswerEvent {}

    /**
     * The correction that all text so far was reasoning: its end was written and no begin. Only parsers that were not told
     * how the prompt ends ({@link AnswerOptions#generationPrompt}) say so.
     */
    record TextWasReasoning() implements AnswerEvent {}

    /**
     * The begin of a tool call.
     *
     * @param index of the call within the answer, from 0
     * @param id that the model gave it, if the model did so before the arguments
     * @param name of the function
     */
    record CallBegin(int index, @Nullable String id, String name) implements AnswerEvent {}

    /**
     * A piece of the JSON text of a call's arguments, whatever form the model writes them in.
     *
     * @param index of the call
     */
    record ArgumentText(int index, String json) implements AnswerEvent {}

    /**
     * The end of a tool call.
     *
     * @param index of the call
     * @param id that the model gave it; null if it gave none
     * @param complete whether the arguments are a whole JSON object; false where the answer was cut off, or is malformed
     */
    record CallEnd(int index, @Nullable String id, boolean complete) implements AnswerEvent {}
}
