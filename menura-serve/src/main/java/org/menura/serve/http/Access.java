package org.menura.serve.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may ask. Names in the Host header must be known, as a page of a stranger could otherwise point its own name
 * at this address and read the answers (DNS rebinding); requests from pages of other origins are refused, as browsers send
 * some of them without asking first.
 */
final class Access {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final HttpOptions options;

    Access(HttpOptions options) {
        this.options = options;
    }

    /**
     * Checks the name by which the server was called.
     *
     * @throws HttpError if it is not one of the server's
     */
    void checkHost(@Nullable String header) {
        if (options.allowedHosts().contains("*") || !options.keys().isEmpty()) {
            return;
        }
        String name = header == null ? "" : name(header);
        boolean isAddress = IPV4.matcher(name).matches() || name.startsWith("[");
        if (!isAddress
                && !name.equals("localhost")
                && !name.endsWith(".localhost")
                && !name.equals(options.host().toLowerCase(Locale.ROOT))
                && !options.allowedHosts().contains(name)) {
            throw HttpError.forbidden(
                    "the server is not known as '%s'; start it with --allow-host %s if it is".formatted(name, name));
        }
    }

    private static String name(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        int colon = lower.startsWith("[") ? lower.indexOf(':', lower.indexOf(']') + 1) : lower.indexOf(':');
        return colon < 0 ? lower : lower.substring(0, colon);
    }

    /**
     * Checks the page that a browser asks for.
     *
     * @return the origin that may read the answer; null where the header tells of no other page
     * @throws HttpError if it may not
     */
    @Nullable
    String checkOrigin(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return null;
        }
        if (options.allowedOrigins().contains(origin)
                || options.allowedOrigins().contains("*")) {
            return origin;
        }
        if (host != null && sameHost(origin, host)) {
            return null;
        }
        throw HttpError.forbidden("pages of %s may not call this server; start it with --allow-origin %s if they may"
                .formatted(origin, origin));
    }

    private static boolean sameHost(String origin, String host) {
        try {
            return host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /**
     * Checks the key of a request.
     *
     * @param authorization header {@code Authorization: Bearer KEY}
     * @param key header {@code x-api-key: KEY}
     * @throws HttpError if there are keys, and this is none of them
     */
    void checkKey(@Nullable String authorization, @Nullable String key) {
        if (options.keys().isEmpty()) {
            return;
        }
        String given = key != null
                ? key
                : authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                        ? authorization.substring(7).strip()
                        : "";
        byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
        boolean isKnown = false;
        for (String known : options.keys()) {
            isKnown |= MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), bytes);
        }
        if (!isKnown) {
            throw HttpError.unauthorized(
                    given.isEmpty()
                            ? "this server wants an API key: send 'Authorization: Bearer KEY'"
                            : "the API key is not one of this server's");
        }
    }
}
