package org.menura.format.hub;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Python package that holds a model, written {@code pypi:name[==version]}.
 *
 * @param name the package's name, normalised as registries do (PEP 503)
 * @param version one version, or null for the newest
 */
public record PackageReference(String name, @Nullable String version) implements ModelReference {
    static final String PREFIX = "pypi:";

    private static final Pattern FORM =
            Pattern.compile("pypi:(?<name>[A-Za-z0-9]([\\w.-]{0,98}[A-Za-z0-9])?)(==(?<version>\\w[\\w.!+-]{0,60}))?");
    private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

    /** Parts are those that {@link #parse} takes. */
    public PackageReference {
        String text = PREFIX + name + (version == null ? "" : "==" + version);
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(notOne(text));
        }
        name = normalised(name);
    }

    /**
     * Reads {@code pypi:name} or {@code pypi:name==version}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static PackageReference parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException(notOne(text)));
    }

    /** Parses a reference as {@link #parse} does; empty where that throws. */
    static Optional<PackageReference> find(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches() ? Optional.of(new PackageReference(m.group("name"), m.group("version"))) : Optional.empty();
    }

    /** A name as registries compare names. */
    static String normalised(String name) {
        return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    /** Returns the package without its version, {@code pypi:name}. */
    @Override
    public String repository() {
        return PREFIX + name;
    }

    /** Returns the reference in the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return version == null ? repository() : repository() + "==" + version;
    }

    private static String notOne(String text) {
        return "'%s' is no package of a registry; write it as pypi:name or pypi:name==version".formatted(text);
    }
}
