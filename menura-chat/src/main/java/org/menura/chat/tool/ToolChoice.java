package org.menura.chat.tool;

import org.menura.tensor.annotation.Extension;

/** Which tools a model may or must call in an answer: {@code tool_choice} of OpenAI's API. */
@Extension
public sealed interface ToolChoice {
    /** The model decides. */
    ToolChoice AUTO = new Auto();
    /** No call. */
    ToolChoice NONE = new None();
    /** At least one call of any tool. */
    ToolChoice REQUIRED = new Required();

    /** The model decides. */
    record Auto() implements ToolChoice {}

    /** No call. */
    record None() implements ToolChoice {}

    /** At least one call of any tool. */
    record Required() implements ToolChoice {}

    /** A call of one tool. */
    record Named(String tool) implements ToolChoice {}
}
