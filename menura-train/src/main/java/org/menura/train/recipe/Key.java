package org.menura.train.recipe;

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
record Key(
        String name,
        Kind kind,
        @Nullable Object fallback,
        Map<String, Object> fallbacks,
        boolean required,
        List<String> only,
        String doc) {
    static Key of(String name, Kind kind, @Nullable Object fallback, String doc) {
        return new Key(name, kind, fallback, Map.of(), false, List.of(), doc);
    }

    static Key text(String name, @Nullable String fallback, String doc) {
        return of(name, new Kind.Text(), fallback, doc);
    }

    static Key input(String name, String doc) {
        return of(name, new Kind.File(true), null, doc);
    }

    static Key choice(String name, @Nullable String fallback, List<String> words, String doc) {
        return of(name, new Kind.Choice(words), fallback, doc);
    }

    static Key whole(String name, @Nullable Long fallback, long least, String doc) {
        return of(name, new Kind.Whole(least, Long.MAX_VALUE), fallback, doc);
    }

    static Key whole(String name, @Nullable Long fallback, long least, long most, String doc) {
        return of(name, new Kind.Whole(least, most), fallback, doc);
    }

    /** A number of at least 0. */
    static Key real(String name, @Nullable Double fallback, String doc) {
        return of(name, new Kind.Real(0, Double.POSITIVE_INFINITY, true, false), fallback, doc);
    }

    /** A number above 0. */
    static Key positive(String name, @Nullable Double fallback, String doc) {
        return of(name, new Kind.Real(0, Double.POSITIVE_INFINITY, false, false), fallback, doc);
    }

    /** A number from 0 to 1; 1 only if {@code withOne}. */
    static Key share(String name, @Nullable Double fallback, boolean withOne, String doc) {
        return of(name, new Kind.Real(0, 1, true, withOne), fallback, doc);
    }

    static Key flag(String name, boolean fallback, String doc) {
        return of(name, new Kind.Flag(), fallback, doc);
    }

    static Key texts(String name, List<String> fallback, String doc) {
        return of(name, new Kind.Several(new Kind.Text()), fallback, doc);
    }

    /** A section that is there, with its defaults, even if the recipe doesn't name it. */
    static Key part(String name, Section section) {
        return of(name, new Kind.Part(section), Map.of(), section.doc());
    }

    /** A section that is only there if the recipe names it. */
    static Key option(String name, Section section) {
        return of(name, new Kind.Part(section), null, section.doc());
    }

    Key needed() {
        return new Key(name, kind, fallback, fallbacks, true, only, doc);
    }

    Key onlyWith(String... names) {
        return new Key(name, kind, fallback, fallbacks, required, List.of(names), doc);
    }

    Key butWith(String variant, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fallbacks);
        more.put(variant, value);
        return new Key(name, kind, fallback, more, required, only, doc);
    }

    boolean goesWith(@Nullable String variant) {
        return only.isEmpty() || variant != null && only.contains(variant);
    }

    @Nullable
    Object fallbackWith(@Nullable String variant) {
        return variant == null ? fallback : fallbacks.getOrDefault(variant, fallback);
    }
}
