package org.menura.generate.constrain.structural;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.Constraint;

/** Constraints that hold a model to its family's form of answers. */
public final class AnswerConstraint {
    private AnswerConstraint() {}

    /**
     * Returns a constraint for an answer: free reasoning where the model reasons, then text and calls of the tools as the
     * choice has it, with arguments by the tools' schemas.
     *
     * @param options with the request's tools, and the generation prompt, which says whether reasoning is open
     * @param parallel whether several calls may follow each other
     * @param schema of the text, which is JSON then; null for free text
     * @return null where nothing is to be enforced: no tools and no schema
     * @throws org.menura.format.FormatException if a schema can't be enforced, the choice names a tool that is not there, or
     *     the family has no calls
     */
    public static @Nullable Constraint of(
            AnswerFormat format,
            AnswerOptions options,
            ToolChoice choice,
            boolean parallel,
            @Nullable JsonNode schema,
            Tokenizer tokenizer) {
        throw new UnsupportedOperationException("not yet");
    }
}
