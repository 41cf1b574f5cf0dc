package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.generate.AnswerPlan;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.Grammars;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaException;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;

/** Constraints that hold texts to a form. */
public final class Constraints {
    private Constraints() {}

    /**
     * Compiles a form.
     *
     * @return makes a constraint for each text; null for any text
     * @throws HttpError if the form can't be enforced; it says which part
     */
    public static @Nullable Function<Integer, Constraint> of(Form form, ModelTokenizer text) {
        try {
            Grammar grammar = switch (form) {
                case Form.Free _ -> null;
                case Form.AnyObject _ -> JsonSchema.of(anyObject()).compile();
                case Form.Schema(var _, JsonNode schema) ->
                    JsonSchema.of(schema).compile();
                case Form.Pattern(var _, String regex) -> Grammars.regex(regex);
                case Form.Choice(var _, List<String> texts) -> Grammars.choice(texts);
                case Form.Grammar(var _, String gbnf) -> Grammars.gbnf(gbnf, text.tokenizer());
            };
            if (grammar == null) {
                return null;
            }
            Constraint first = new GrammarConstraint(grammar, text.vocabulary());
            return _ -> first.copy();
        } catch (FormatException e) {
            throw refused(form.param(), e);
        }
    }

    private static HttpError refused(String param, FormatException e) {
        return HttpError.invalid(
                param,
                e instanceof SchemaException ? "invalid_schema" : "invalid_grammar",
                "'%s' can't be enforced: %s".formatted(param, e.getMessage()));
    }

    private static JsonNode anyObject() {
        return JsonOut.tree(JsonOut.object("type", "object"));
    }

    /**
     * Plans the answers to a conversation: how they are read, and what holds them to their form, the tools that may or must
     * be called and the form of the text.
     *
     * @param introduction what introduces the answer in the prompt
     */
    static AnswerPlan plan(ChatRequest request, ModelTokenizer text, String introduction) {
        boolean callsTools = !(request.choice() instanceof ToolChoice.None);
        Form form = request.options().form();
        boolean isJson = form instanceof Form.Schema || form instanceof Form.AnyObject;
        AnswerOptions options = options(request, introduction);
        if (!callsTools && !isJson) {
            Function<Integer, Constraint> made = of(form, text);
            return new AnswerPlan(text.answers(), options, made == null ? null : made.apply(0));
        }
        if (!isJson && !(form instanceof Form.Free)) {
            throw HttpError.invalid(form.param(), "'%s' and 'tools' do not go together".formatted(form.param()));
        }
        if (callsTools && !text.answers().callsTools()) {
            throw HttpError.unsupported(
                    "tools", "this model's chat template knows no calls of tools; leave out 'tools'");
        }
        JsonNode schema = switch (form) {
            case Form.Schema(var _, JsonNode s) -> s;
            case Form.AnyObject _ -> anyObject();
            default -> null;
        };
        try {
            return AnswerPlan.of(text, options, request.choice(), request.parallel(), schema);
        } catch (FormatException e) {
            throw refused(isJson ? form.param() : "tools", e);
        }
    }

    private static AnswerOptions options(ChatRequest request, String introduction) {
        try {
            boolean callsTools = !(request.choice() instanceof ToolChoice.None);
            AnswerOptions options = AnswerOptions.DEFAULT
                    .withTools(
                            callsTools
                                    ? ToolDefinition.list(
                                            JsonOut.tree(request.conversation().tools()), "'tools'")
                                    : List.of())
                    .withGenerationPrompt(introduction);
            return request.separateReasoning() ? options : options.withReasoningInText();
        } catch (FormatException e) {
            throw HttpError.invalid("tools", String.valueOf(e.getMessage()));
        }
    }
}
