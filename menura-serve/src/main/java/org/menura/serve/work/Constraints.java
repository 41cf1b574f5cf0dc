package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
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
            Constraint first = switch (form) {
                case Form.Free _ -> null;
                case Form.AnyObject _ -> json(anyObject(), text);
                case Form.Schema(var _, JsonNode schema) -> json(schema, text);
                case Form.Pattern(var _, String regex) -> kept(form, text, () -> Grammars.regex(regex));
                case Form.Choice(var _, List<String> texts) -> kept(form, text, () -> Grammars.choice(texts));
                case Form.Grammar(var _, String gbnf) -> kept(form, text, () -> Grammars.gbnf(gbnf, text.tokenizer()));
            };
            return first == null ? null : _ -> first.copy();
        } catch (FormatException e) {
            throw refused(form.param(), e);
        }
    }

    private static Constraint json(JsonNode schema, ModelTokenizer text) {
        return kept(
                schema.toString(), text, () -> JsonSchema.of(schema).closed().compile());
    }

    private static Constraint kept(Object form, ModelTokenizer text, Supplier<Grammar> compile) {
        return text.constraints().get(form, () -> new GrammarConstraint(compile.get(), text.vocabulary()));
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
