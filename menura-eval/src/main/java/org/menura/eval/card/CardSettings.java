package org.menura.eval.card;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * What people say of a model or data, beside what ledgers hold.
 *
 * @param name of the model or data set; null for its folder's
 * @param license its identifier, such as {@code apache-2.0}; null if it was not said
 * @param languages their codes, such as {@code en}
 * @param datasets names of the training data; empty for the files that the ledger names
 * @param baseModel the model that it was made from; null for what the adapter says
 * @param tags more words to be found by
 * @param creator who made it
 * @param url where it is to be found
 * @param published the day, as 2026-01-31
 * @param version of the model or data set
 * @param text free text in Markdown, whose numbers are references
 * @param textName where the text comes from
 */
public record CardSettings(
        @Nullable String name,
        @Nullable String license,
        List<String> languages,
        List<String> datasets,
        @Nullable String baseModel,
        List<String> tags,
        @Nullable String creator,
        @Nullable String url,
        @Nullable String published,
        @Nullable String version,
        @Nullable String text,
        String textName) {
    private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N}_./@:+~ -]{0,200}");

    /**
     * Checks that names are names and the day is one, so that none is a place for numbers.
     *
     * @throws FormatException if one is not
     */
    public CardSettings {
        languages = List.copyOf(languages);
        datasets = List.copyOf(datasets);
        tags = List.copyOf(tags);
        name("name", name);
        name("license", license);
        name("base model", baseModel);
        name("creator", creator);
        for (String tag : tags) {
            name("tag", tag);
        }
        for (String dataset : datasets) {
            name("dataset", dataset);
        }
        for (String language : languages) {
            if (!language.matches("[a-z]{2,3}(-[A-Za-z]+)*")) {
                throw new FormatException("'%s' is no code of a language, such as en".formatted(language));
            }
        }
        if (url != null && !url.matches("https?://\\S+")) {
            throw new FormatException("'%s' is no address that begins with https://".formatted(url));
        }
        if (version != null && !version.matches("\\d{1,6}(\\.\\d{1,6}){0,3}(-[A-Za-z][A-Za-z0-9.]*)?")) {
            throw new FormatException("'%s' is no version, such as 1.0.0".formatted(version));
        }
        if (published != null) {
            day(published);
        }
    }

    private static void name(String what, @Nullable String value) {
        if (value != null && !NAME.matcher(value).matches()) {
            throw new FormatException(
                    "the %s '%s' is no name: it begins with a letter, and holds letters, digits and . _ / @ : + ~ -"
                            .formatted(what, value));
        }
    }

    private static void day(String text) {
        try {
            LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new FormatException("'%s' is no day, such as 2026-01-31".formatted(text), e);
        }
    }

    /** Says nothing. */
    public static final CardSettings NONE = new CardSettings(
            null, null, List.of(), List.of(), null, List.of(), null, null, null, null, null, "the text");

    /** Returns settings with a text. */
    public CardSettings withText(String markdown, String source) {
        return new CardSettings(
                name, license, languages, datasets, baseModel, tags, creator, url, published, version, markdown,
                source);
    }
}
