package org.menura.format.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model on a hub, or some of its files, written {@code org/name[:file]}.
 *
 * @param organisation who publishes it
 * @param name the model's name
 * @param file a path in the repository, a pattern with {@code *} and {@code ?}, a quantization such as {@code Q4_K_M},
 *     or null for all that running the model takes
 */
public record HubReference(
        String organisation, String name, @Nullable String file) implements ModelReference {
    private static final Pattern FORM = Pattern.compile(
            "(?<organisation>\\w[\\w.-]{0,95})/(?<name>\\w[\\w.-]{0,95})(:(?<file>[^:\\p{Cntrl}]{1,1000}))?");

    /** Parts are those that {@link #parse} takes. */
    public HubReference {
        String text = organisation + "/" + name + (file == null ? "" : ":" + file);
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(notOne(text));
        }
    }

    /**
     * Reads {@code org/name} or {@code org/name:file}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static HubReference parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException(notOne(text)));
    }

    /** Parses a reference as {@link #parse} does; empty where that throws. */
    static Optional<HubReference> find(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches()
                ? Optional.of(new HubReference(m.group("organisation"), m.group("name"), m.group("file")))
                : Optional.empty();
    }

    /** Returns the repository's id, {@code org/name}. */
    @Override
    public String repository() {
        return organisation + "/" + name;
    }

    /** Returns the reference in the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return file == null ? repository() : repository() + ":" + file;
    }

    private static String notOne(String text) {
        return "'%s' is no model of a hub; write it as org/name, org/name:file or pypi:name".formatted(text);
    }
}
