package org.menura.serve.work;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;
import org.menura.generate.batch.EngineOverloadedException;
import org.menura.generate.sample.NoTokenException;
import org.menura.generate.session.ContextOverflowException;
import org.menura.serve.http.HttpError;
import org.menura.serve.model.ModelLoadException;
import org.menura.serve.model.UnknownModelException;

/** Makes of what goes wrong what a client is told. */
public final class Errors {
    private static final System.Logger LOG = System.getLogger("org.menura.serve");

    private Errors() {}

    /** Returns the error that tells a client of an exception. */
    public static HttpError of(Throwable e) {
        return switch (e) {
            case HttpError error -> error;
            case UnknownModelException unknown ->
                HttpError.notFound("model", "model_not_found", String.valueOf(unknown.getMessage()));
            case ModelLoadException failed -> HttpError.failure(String.valueOf(failed.getMessage()));
            case ContextOverflowException over ->
                HttpError.invalid("messages", "context_length_exceeded", String.valueOf(over.getMessage()));
            case NoTokenException ruledOut -> HttpError.invalid(null, String.valueOf(ruledOut.getMessage()));
            case EngineOverloadedException busy -> HttpError.busy(String.valueOf(busy.getMessage()), 2);
            case TemplateException refused ->
                HttpError.invalid("messages", "the chat template refuses this: " + refused.getMessage());
            case FormatException wrong -> HttpError.invalid(null, String.valueOf(wrong.getMessage()));
            case IllegalArgumentException wrong
            when wrong.getMessage() != null -> HttpError.invalid(null, wrong.getMessage());
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            case ExecutionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            case UncheckedIOException io ->
                HttpError.failure("a file of the model could not be read: " + io.getMessage());
            default -> {
                LOG.log(System.Logger.Level.ERROR, "a request failed", e);
                yield HttpError.failure(
                        "unexpected %s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()));
            }
        };
    }
}
