package org.menura.train.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key of a recipe.
 *
 * @param name in its section
 * @param kind of its value
 * @param fallback its value where the recipe gives none; null if there is none then
 * @param fallbacks other values where the section's {@code name} is one of these
 * @param required whether the recipe must give it
 * @param only those {@code name}s of the section with which it goes; empty for all
 * @param doc one line for people
 */
public record Key(
        String name,
        Kind kind,
        @Nullable Object fallback,
        Map<String, Object> fallbacks,
        boolean required,
        List<String> only,
        String doc) {
    /** A key of any kind. */
    public static Key of(String name, Kind kind, @Nullable Object fallback, String doc) {
        return new Key(name, kind, fallback, Map.of(), false, List.of(), doc);
    }

    /** A text. */
    public static Key text(String name, @Nullable String fallback, String doc) {
        return of(name, new Kind.Text(), fallback, doc);
    }

    /** A file or folder that is read. */
    public static Key input(String name, String doc) {
        return of(name, new Kind.File(true), null, doc);
    }

    /** One of some words. */
    public static Key choice(String name, @Nullable String fallback, List<String> words, String doc) {
        return of(name, new Kind.Choice(words), fallback, doc);
    }

    /** A whole number of at least {@code least}. */
    public static Key whole(String name, @Nullable Long fallback, long least, String doc) {
        return of(name, new Kind.Whole(least, Long.MAX_VALUE), fallback, doc);
    }

    /** A whole number within bounds, both included. */
    public static Key whole(String name, @Nullable Long fallback, long least, long most, String doc) {
        return of(name, new Kind.Whole(least, most), fallback, doc);
    }

    /** A number of at least 0. */
    public static Key real(String name, @Nullable Double fallback, String doc) {
        return of(name, new Kind.Real(0, Double.POSITIVE_INFINITY, true, false), fallback, doc);
    }

    /** A number above 0. */
    public static Key positive(String name, @Nullable Double fallback, String doc) {
        return of(name, new Kind.Real(0, Double.POSITIVE_INFINITY, false, false), fallback, doc);
    }

    /** A number from 0 to 1; 1 only if {@code withOne}. */
    public static Key share(String name, @Nullable Double fallback, boolean withOne, String doc) {
        return of(name, new Kind.Real(0, 1, true, withOne), fallback, doc);
    }

    /** True or false. */
    public static Key flag(String name, boolean fallback, String doc) {
        return of(name, new Kind.Flag(), fallback, doc);
    }

    /** A list of texts. */
    public static Key texts(String name, List<String> fallback, String doc) {
        return of(name, new Kind.Several(new Kind.Text()), fallback, doc);
    }

    /** A section that is there, with its defaults, even if the recipe doesn't name it. */
    public static Key part(String name, Section section) {
        return of(name, new Kind.Part(section), Map.of(), section.doc());
    }

    /** A section that is only there if the recipe names it. */
    public static Key option(String name, Section section) {
        return of(name, new Kind.Part(section), null, section.doc());
    }

    /** The same key, without which a recipe is refused. */
    public Key needed() {
        return new Key(name, kind, fallback, fallbacks, true, only, doc);
    }

    /** The same key of some of the section's variants only. */
    public Key onlyWith(String... names) {
        return new Key(name, kind, fallback, fallbacks, required, List.of(names), doc);
    }

    /** The same key with another default for one of the variants. */
    public Key butWith(String variant, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fallbacks);
        more.put(variant, value);
        return new Key(name, kind, fallback, more, required, only, doc);
    }

    /** Whether another key of the same name says the same, its variants and defaults aside. */
    boolean isLike(Key other) {
        return name.equals(other.name)
                && kind.equals(other.kind)
                && required == other.required
                && (fallback == null) == (other.fallback == null)
                && doc.equals(other.doc);
    }

    boolean goesWith(@Nullable String variant) {
        return only.isEmpty() || variant != null && only.contains(variant);
    }

    @Nullable
    Object fallbackWith(@Nullable String variant) {
        return variant == null ? fallback : fallbacks.getOrDefault(variant, fallback);
    }
}
