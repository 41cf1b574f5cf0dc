package org.menura.serve.work;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.batch.Request;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.model.adapter.AdapterSelection;
import org.menura.serve.http.HttpError;

/** The session of a text that is under way, if it has one of its own. */
final class SessionRun {
    private final @Nullable Sessions sessions;
    private final Sessions.Use use;
    private final @Nullable Session session;
    private final int read;

    private SessionRun(@Nullable Sessions sessions, Sessions.Use use, @Nullable Session session) {
        this.sessions = sessions;
        this.use = use;
        this.session = session;
        this.read = session == null ? 0 : session.length();
    }

    static SessionRun of(
            Services services,
            LanguageModel model,
            @Nullable AdapterSelection adapters,
            TextOptions options,
            List<Prompt> prompts) {
        Sessions.Use use = options.session();
        if (!use.isAny()) {
            return new SessionRun(null, use, null);
        }
        if (prompts.size() != 1
                || options.choices() != 1
                || !prompts.getFirst().embeds().isEmpty()) {
            throw HttpError.invalid(
                    use.from() == null ? "save_session" : "session",
                    "a session goes with one prompt of text and one choice alone");
        }
        Sessions sessions = Sessions.of(services, "session");
        Session empty = adapters == null ? model.newSession() : model.newSession(adapters);
        Session session = use.from() == null
                ? empty
                : sessions.open(use.from(), empty.model(), prompts.getFirst().ids());
        return new SessionRun(sessions, use, session);
    }

    /** Returns the request for a prompt: of one that goes on with a session, what the session lacks. */
    Request request(Prompt prompt, Sampler sampler, Generator.Options how) {
        if (session == null) {
            return Request.of(prompt, sampler, how);
        }
        int[] ids = prompt.ids();
        return Request.of(Prompt.of(Arrays.copyOfRange(ids, read, ids.length)), sampler, how)
                .withSession(session);
    }

    /** Saves the session after its text. */
    void ended(Generator.Result result) {
        if (sessions != null && session != null && use.to() != null) {
            sessions.save(use.to(), session, result);
        }
    }
}
