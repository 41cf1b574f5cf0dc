package org.menura.serve.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Session;
import org.menura.generate.session.SessionFile;
import org.menura.model.CausalModel;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;

/** Sessions in the server's folder: the states of sequences, saved after one text to go on from with another. */
public final class Sessions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final String ENDING = ".session.safetensors";

    private final Path folder;

    private Sessions(Path folder) {
        this.folder = folder;
    }

    /**
     * Which session a text begins with, and as which it is saved.
     *
     * @param from name of a session; null for an empty one
     * @param to name of a session; null not to save it
     */
    public record Use(@Nullable String from, @Nullable String to) {
        /** No session. */
        public static final Use NONE = new Use(null, null);

        /** Returns whether there is one. */
        public boolean isAny() {
            return from != null || to != null;
        }
    }

    /** Reads {@code session} and {@code save_session}. */
    public static Use read(Fields fields, Services services) {
        String from = fields.textOrNull("session");
        String to = fields.textOrNull("save_session");
        if (from != null) {
            of(services, "session").path(from, "session");
        }
        if (to != null) {
            of(services, "save_session").path(to, "save_session");
        }
        return new Use(from, to);
    }

    /**
     * Returns the sessions of a server.
     *
     * @param param the parameter that asks for them
     * @throws HttpError if it keeps none
     */
    public static Sessions of(Services services, String param) {
        if (services.sessions() == null) {
            throw HttpError.unsupported(param, "this server keeps no sessions; start it with --sessions DIR");
        }
        return new Sessions(services.sessions());
    }

    private Path path(String name, String param) {
        if (!NAME.matcher(name).matches()) {
            throw HttpError.invalid(
                    param, "'%s' must be up to 100 letters, digits, dots, _ and -, not '%s'".formatted(param, name));
        }
        return folder.resolve(name + ENDING);
    }

    /**
     * Opens a session for a prompt that begins with its tokens.
     *
     * @param prompt the tokens of the whole prompt
     * @throws HttpError if there is no such session, it is one of another model, or the prompt begins otherwise
     */
    public Session open(String name, CausalModel model, int[] prompt) {
        Path file = path(name, "session");
        if (!Files.exists(file)) {
            throw HttpError.notFound("session", "session_not_found", "there is no session '%s'".formatted(name));
        }
        Session session;
        try {
            session = SessionFile.load(file, model);
        } catch (FormatException e) {
            throw HttpError.invalid("session", String.valueOf(e.getMessage()).replace(file.toString(), "the session"));
        }
        int common = Arrays.mismatch(session.tokens(), prompt);
        if (common < session.length() && common >= 0 || session.length() >= prompt.length) {
            throw HttpError.invalid(
                    "session",
                    "session_mismatch",
                    "the session has %d tokens, of which the prompt's first %d are the same; it must begin with all of them and go on"
                            .formatted(session.length(), common < 0 ? session.length() : common));
        }
        return session;
    }

    /** Saves a session after a text, so that it can go on. */
    public void save(String name, Session session, Generator.Result result) {
        Generator.settle(session, result);
        try {
            SessionFile.save(session, path(name, "save_session"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the names of the sessions. */
    public List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> out = new ArrayList<>();
            files.map(f -> String.valueOf(f.getFileName()))
                    .filter(f -> f.endsWith(ENDING))
                    .map(f -> f.substring(0, f.length() - ENDING.length()))
                    .sorted()
                    .forEach(out::add);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the bytes of a session's file. */
    public long bytes(String name) {
        try {
            return Files.size(path(name, "session"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a session, and returns whether there was one. */
    public boolean delete(String name) {
        try {
            return Files.deleteIfExists(path(name, "session"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
