package org.menura.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.structural.AnswerConstraint;
import org.menura.generate.constrain.structural.CallCount;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.session.Prompt;
import org.menura.tensor.annotation.Internal;

/**
 * How the answer to a conversation is read, and what it is held to.
 *
 * @param format what the model's chat template means
 * @param reading what parsers are told of the request
 * @param constraint at the start of an answer, to be copied for each; null where any answer will do
 */
@Internal
public record AnswerPlan(
        AnswerFormat format,
        AnswerOptions reading,
        @Nullable Constraint constraint) {
    /**
     * Returns the plan of answers with tools or JSON.
     *
     * @param options with the tools that may be called, and what introduces the answer
     * @param choice which of them may or must be called
     * @param parallel whether several calls may follow each other
     * @param schema of the text, which is JSON then; null for free text
     * @throws FormatException if a schema can't be enforced, the choice names a tool that is not there, or the family has no
     *     calls
     */
    public static AnswerPlan of(
            ModelTokenizer text,
            AnswerOptions options,
            ToolChoice choice,
            boolean parallel,
            @Nullable JsonNode schema) {
        return of(text, options, choice, parallel ? CallCount.ANY : CallCount.ONE, schema);
    }

    /**
     * Returns the plan of answers with tools or JSON, and so many calls in those that call; see {@link #of(ModelTokenizer,
     * AnswerOptions, ToolChoice, boolean, JsonNode)}.
     *
     * @throws FormatException if a schema can't be enforced, the choice names a tool that is not there, or the family has no
     *     calls
     */
    public static AnswerPlan of(
            ModelTokenizer text, AnswerOptions options, ToolChoice choice, CallCount count, @Nullable JsonNode schema) {
        AnswerFormat format = text.answers();
        return new AnswerPlan(
                format,
                schema == null ? options : options.withJson(),
                constraint(text, options, choice, count, schema));
    }

    private static @Nullable Constraint constraint(
            ModelTokenizer text, AnswerOptions options, ToolChoice choice, CallCount count, @Nullable JsonNode schema) {
        AnswerFormat format = text.answers();
        Supplier<@Nullable GrammarConstraint> made =
                () -> AnswerConstraint.of(format, options, choice, count, schema, text.tokenizer(), text.vocabulary());
        if (AnswerConstraint.isFree(options, schema)) {
            return made.get();
        }
        List<ToolDefinition> tools = options.tools() == null ? List.of() : options.tools();
        Form form = new Form(
                tools.stream()
                        .map(t -> List.of(t.name(), t.parameters().toString()))
                        .toList(),
                choice,
                count,
                schema == null ? "" : schema.toString(),
                options.generationPrompt());
        return text.constraints().get(form, () -> Objects.requireNonNull(made.get()));
    }

    /** What the constraint of an answer follows from, with the model's family. */
    private record Form(
            List<List<String>> tools,
            ToolChoice choice,
            CallCount count,
            String schema,
            @Nullable String generationPrompt) {}

    /** Returns a reader of an answer, at its start. */
    public AnswerReader reader(Tokenizer tokenizer, Prompt prompt, List<String> stops) {
        return new AnswerReader(format, reading, tokenizer, prompt, stops);
    }
}
