package org.menura.serve.work;

import org.menura.serve.http.HttpError;
import org.menura.serve.model.Lease;

/** How many tokens a model takes, and what is said of a prompt that has more. */
public final class Contexts {
    private Contexts() {}

    /** Returns the most tokens of a sequence; {@link Integer#MAX_VALUE} if there is no bound. */
    public static int of(Lease lease) {
        int length = lease.card().contextLength();
        return length == 0 ? Integer.MAX_VALUE : length;
    }

    /**
     * Refuses a prompt that is too long.
     *
     * @param where the parameter that holds it
     */
    public static void check(String where, int tokens, int context) {
        if (tokens >= context) {
            throw HttpError.invalid(
                    where,
                    "context_length_exceeded",
                    "the prompt has %d tokens, but the model's context is %d, of which the answer needs at least one; shorten it"
                            .formatted(tokens, context));
        }
    }
}
