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
    /** Makes a key of any kind. */
    public static Key of(String name, Kind kind, @Nullable Object fallback, String doc) {
        return new Key(name, kind, fallback, Map.of(), false, List.of(), doc);
    }

    /** Makes a key of a text. */
    public static Key text(String name, @Nullable String fallback, String doc) {
        return of(name, new Kind.Text(), fallback, doc);
    }

    /** Makes a key of a file or folder that is read. */
    public static Key input(String name, String doc) {
        return of(name, new Kind.File(true), null, doc);
    }

    /** Makes a key of one of some words. */
    public static Key choice(String name, @Nullable String fallback, List<String> words, String doc) {
        return of(name, new Kind.Choice(words), fallback, doc);
    }

    /** Makes a key of a whole number of at least {@code least}. */
    public static Key whole(String name, @Nullable Long fallback, long least, String doc) {
        return of(name, new Kind.Whole(least, Long.MAX_VALUE), fallback, doc);
    }

    /** Makes a key of a whole number within bounds, both included. */
    public static Key whole(String name, @Nullable Long fallback, long least, long most, String doc) {
        return of(name, new Kind.Whole(least, most), fallback, doc);
    }

    /** Makes a key of a number of at least 0. */
    public static Key real(String name, @Nullable Double fallback, String doc) {
        return of(name, new Kind.Real(0, Double.POSITIVE_INFINITY, true, false), fallback, doc);
    }

    /** Makes a key of a number above 0. */
    public static Key positive(String name, @Nullable Double fallback, String doc) {
        return of(name, new Kind.Real(0, Double.POSITIVE_INFINITY, false, false), fallback, doc);
    }

    /** Makes a key of a number from 0 to 1; 1 only if {@code withOne}. */
    public static Key share(String name, @Nullable Double fallback, boolean withOne, String doc) {
        return of(name, new Kind.Real(0, 1, true, withOne), fallback, doc);
    }

    /** Makes a key of true or false. */
    public static Key flag(String name, boolean fallback, String doc) {
        return of(name, new Kind.Flag(), fallback, doc);
    }

    /** Makes a key of a list of texts. */
    public static Key texts(String name, List<String> fallback, String doc) {
        return of(name, new Kind.Several(new Kind.Text()), fallback, doc);
    }

    /** Makes a key of a section that is there, with its defaults, even if the recipe doesn't name it. */
    public static Key part(String name, Section section) {
        return of(name, new Kind.Part(section), Map.of(), section.doc());
    }

    /** Makes a key of a section that is only there if the recipe names it. */
    public static Key option(String name, Section section) {
        return of(name, new Kind.Part(section), null, section.doc());
    }

    /** Returns a copy that a recipe must give. */
    public Key needed() {
        return new Key(name, kind, fallback, fallbacks, true, only, doc);
    }

    /** Returns a copy that goes with some of the section's variants only. */
    public Key onlyWith(String... names) {
        return new Key(name, kind, fallback, fallbacks, required, List.of(names), doc);
    }

    /** Returns a copy with another default for one of the variants. */
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
