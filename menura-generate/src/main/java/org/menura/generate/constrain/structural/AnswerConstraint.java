package org.menura.generate.constrain.structural;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ReasoningFormat;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.Vocabulary;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.tensor.annotation.Extension;

/** Constraints that hold a model to its family's form of answers. */
@Extension
public final class AnswerConstraint {
    private AnswerConstraint() {}

    /**
     * Returns a constraint for an answer: free reasoning where the model reasons, then text and calls of the tools as the
     * choice has it, with arguments by the tools' schemas.
     *
     * @param options with the request's tools, and the generation prompt, which says whether reasoning is open
     * @param parallel whether several calls may follow each other
     * @param schema of the text, which is JSON then; null for free text
     * @param vocabulary of the tokenizer
     * @return null where nothing is to be enforced: no tools and no schema
     * @throws FormatException if a schema can't be enforced, the choice names a tool that is not there, or the family has no
     *     calls
     */
    public static @Nullable Constraint of(
            AnswerFormat format,
            AnswerOptions options,
            ToolChoice choice,
            boolean parallel,
            @Nullable JsonNode schema,
            Tokenizer tokenizer,
            Vocabulary vocabulary) {
        return of(format, options, choice, parallel ? CallCount.ANY : CallCount.ONE, schema, tokenizer, vocabulary);
    }

    /** Returns whether nothing is to be enforced: there are no tools and no schema. */
    public static boolean isFree(AnswerOptions options, @Nullable JsonNode schema) {
        return schema == null && (options.tools() == null || options.tools().isEmpty());
    }

    /**
     * Returns a constraint for an answer with so many calls, if it has any; see {@link #of(AnswerFormat, AnswerOptions,
     * ToolChoice, boolean, JsonNode, Tokenizer, Vocabulary)}.
     *
     * @throws FormatException if a schema can't be enforced, the choice names a tool that is not there, or the family has no
     *     calls
     */
    public static @Nullable GrammarConstraint of(
            AnswerFormat format,
            AnswerOptions options,
            ToolChoice choice,
            CallCount count,
            @Nullable JsonNode schema,
            Tokenizer tokenizer,
            Vocabulary vocabulary) {
        if (isFree(options, schema)) {
            check(format, List.of(), choice);
            return null;
        }
        Delimiters delimiters = new Delimiters(new GrammarContext(), tokenizer);
        Grammar grammar = grammar(format, options, choice, count, schema, delimiters);
        GrammarConstraint constraint = new GrammarConstraint(grammar, vocabulary);
        String opened = opened(format, options);
        try {
            for (Delimiters.Part part : delimiters.parts(opened)) {
                if (part.isControl()) {
                    constraint.accept(part.token());
                } else {
                    constraint.accept(part.text().getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    "the chat template begins the answer with '%s', which is not how answers of the family %s begin, so they"
                                    .formatted(opened, format.name())
                            + " can't be constrained",
                    e);
        }
        return constraint;
    }

    /** Returns the grammar of answers, from what of them stands in the prompt on. */
    static Grammar grammar(
            AnswerFormat format,
            AnswerOptions options,
            ToolChoice choice,
            CallCount count,
            @Nullable JsonNode schema,
            Delimiters delimiters) {
        List<ToolDefinition> tools = options.tools() == null ? List.of() : options.tools();
        check(format, tools, choice);
        AnswerGrammar grammar =
                new AnswerGrammar(format, delimiters, tools, choice, count, schema, SchemaOptions.DEFAULT);
        return delimiters.context().grammar(grammar.answer());
    }

    /** Returns what of the answer stands in the prompt. */
    static String opened(AnswerFormat format, AnswerOptions options) {
        if (options.generationPrompt() != null) {
            String opened = format.opened(options.generationPrompt());
            return format.frames() != null && opened.isEmpty() ? format.frames().start() + "assistant" : opened;
        }
        return format.frames() != null
                ? format.frames().start() + "assistant"
                : format.reasoning().has(ReasoningFormat.Trait.PROMPT_OPENS)
                        ? format.reasoning().opens().getFirst()
                        : "";
    }

    private static void check(AnswerFormat format, List<ToolDefinition> tools, ToolChoice choice) {
        boolean must = choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
        if (must && tools.isEmpty()) {
            throw new FormatException("tool_choice asks for a call, but there are no tools");
        }
        if (choice instanceof ToolChoice.Named(String name)
                && tools.stream().noneMatch(t -> t.name().equals(name))) {
            throw new FormatException("tool_choice names the tool %s, which is not among the tools".formatted(name));
        }
        if (!tools.isEmpty() && !format.callsTools()) {
            throw new FormatException("the chat template of this model has no form for tool calls");
        }
    }
}
