package org.menura.eval.remote;

import java.net.URI;
import java.util.Locale;
import org.menura.format.FormatException;

/**
 * Where a server is.
 *
 * @param base up to and with {@code /v1} or what stands for that
 */
public record ServerAddress(URI base) {
    private static final String COMPLETIONS = "/completions";
    private static final String CHAT = "/chat/completions";

    /**
     * Reads an address as users write it: of the host, of the API, or of one of its routes.
     *
     * @throws FormatException if it is no http or https address
     */
    public static ServerAddress of(String text) {
        String address = text.strip().replaceAll("/+$", "");
        if (!isAddress(address)) {
            throw new FormatException(
                    "'%s' is no address of a server; it begins with http:// or https://".formatted(text));
        }
        if (address.endsWith(CHAT)) {
            address = address.substring(0, address.length() - CHAT.length());
        } else if (address.endsWith(COMPLETIONS)) {
            address = address.substring(0, address.length() - COMPLETIONS.length());
        }
        try {
            URI uri = URI.create(address);
            if (uri.getHost() == null) {
                throw new FormatException("'%s' names no host".formatted(text));
            }
            boolean hasPath = uri.getPath() != null && !uri.getPath().isEmpty();
            return new ServerAddress(hasPath ? uri : URI.create(address + "/v1"));
        } catch (IllegalArgumentException e) {
            throw new FormatException("'%s' is no address of a server: %s".formatted(text, e.getMessage()), e);
        }
    }

    /** Returns whether a text is an address rather than a path or a name. */
    public static boolean isAddress(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    URI completions() {
        return URI.create(base + COMPLETIONS);
    }

    URI chat() {
        return URI.create(base + CHAT);
    }

    URI models() {
        return URI.create(base + "/models");
    }
}
