package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.format.FormatException;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.structural.AnswerConstraint;
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
        return switch (form) {
            case Form.Free _ -> null;
            default -> throw HttpError.unsupported(form.param(), "'%s' is not supported yet".formatted(form.param()));
        };
    }

    /**
     * Compiles what holds answers in a conversation to their form: the tools that may or must be called, and the form of the
     * text.
     *
     * @param format of the model's answers; null if nothing is known of it
     * @return makes a constraint for each answer; null for any answer
     */
    static @Nullable Function<Integer, Constraint> ofChat(
            ChatRequest request, @Nullable AnswerFormat format, AnswerOptions options, ModelTokenizer text) {
        boolean callsTools = !(request.choice() instanceof ToolChoice.None);
        Form form = request.options().form();
        boolean isJson = form instanceof Form.Schema || form instanceof Form.AnyObject;
        if (!callsTools && !isJson || format == null && !callsTools) {
            return of(form, text);
        }
        if (!isJson && !(form instanceof Form.Free)) {
            throw HttpError.invalid(form.param(), "'%s' and 'tools' do not go together".formatted(form.param()));
        }
        if (format == null || callsTools && !format.callsTools()) {
            throw HttpError.unsupported("tools", "nothing is known of how this model calls tools; leave out 'tools'");
        }
        JsonNode schema = switch (form) {
            case Form.Schema(var _, JsonNode s) -> s;
            case Form.AnyObject _ -> JsonOut.tree(JsonOut.object("type", "object"));
            default -> null;
        };
        try {
            Constraint made = AnswerConstraint.of(
                    format, options, request.choice(), request.parallel(), schema, text.tokenizer());
            return made == null ? null : _ -> made.copy();
        } catch (FormatException e) {
            throw HttpError.invalid(isJson ? form.param() : "tools", "invalid_schema", String.valueOf(e.getMessage()));
        } catch (UnsupportedOperationException _) {
            throw HttpError.unsupported("tools", "calls of tools are not supported yet");
        }
    }
}
