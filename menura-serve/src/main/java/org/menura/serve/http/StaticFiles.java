package org.menura.serve.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;

/** Answers with files from the class path, under a Content-Security-Policy that lets a page load nothing from elsewhere. */
public final class StaticFiles implements Handler {
    /** What a page may load, and from where. */
    private static final String POLICY = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:;"
            + " connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "txt", "text/plain; charset=utf-8");

    private final Class<?> near;
    private final String folder;

    /**
     * Creates a handler of a folder.
     *
     * @param near a class of the jar that holds the files
     * @param folder path on the class path, with a slash before and behind
     */
    public StaticFiles(Class<?> near, String folder) {
        this.near = near;
        this.folder = folder;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        String asked = exchange.parameter("file");
        String name = asked.isEmpty() ? "index.html" : asked;
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (!NAME.matcher(name).matches() || type == null) {
            throw HttpError.notFound(null, "unknown_url", "there is no route GET " + exchange.path());
        }
        try (InputStream in = near.getResourceAsStream(folder + name)) {
            if (in == null) {
                throw missing(name);
            }
            exchange.header("Content-Security-Policy", POLICY);
            exchange.header("X-Content-Type-Options", "nosniff");
            exchange.header("Referrer-Policy", "no-referrer");
            exchange.header("Cross-Origin-Opener-Policy", "same-origin");
            exchange.header("Permissions-Policy", "geolocation=(), camera=(), microphone=(self)");
            exchange.header("Cache-Control", "no-cache");
            exchange.send(200, type, in.readAllBytes());
        }
    }

    private static HttpError missing(String name) {
        return HttpError.notFound(null, "unknown_url", "there is no file '%s' of the page".formatted(name));
    }
}
