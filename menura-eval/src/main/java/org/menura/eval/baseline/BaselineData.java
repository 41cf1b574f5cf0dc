package org.menura.eval.baseline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.LabelReader;
import org.menura.data.LabelledText;
import org.menura.data.TagReader;
import org.menura.data.TaggedSentence;
import org.menura.format.FormatException;

/** Reads the examples that baselines are fitted to and scored on; they are kept in memory. */
public final class BaselineData {
    private static final List<String> COLUMNS = List.of(".tsv", ".conll", ".iob", ".iob2", ".bio", ".txt");

    private BaselineData() {}

    /**
     * Says whether a file holds tagged sentences, by its name, or of JSON lines by the first one.
     *
     * @throws FormatException if it holds neither these nor labelled texts
     */
    public static boolean isTagged(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (COLUMNS.stream().anyMatch(name::endsWith)) {
            return true;
        }
        if (name.endsWith(".csv")) {
            return false;
        }
        if (!name.endsWith(".jsonl")) {
            throw new FormatException(
                    "%s should end with .tsv or .conll (a word and its tag a line), .csv or .jsonl.".formatted(file));
        }
        try (Cursor<TaggedSentence> cursor = TagReader.sentences().apply(file)) {
            return cursor.next() != null;
        } catch (FormatException e) {
            return false;
        }
    }

    /**
     * Reads tagged sentences.
     *
     * @throws FormatException if the file is malformed or has none
     */
    public static List<TaggedSentence> tagged(Path file) {
        return all(file, TagReader.sentences().apply(file), "tagged sentence");
    }

    /**
     * Reads labelled texts.
     *
     * @param text column or field of the text
     * @param label column or field of the label
     * @throws FormatException if the file is malformed or has none
     */
    public static List<LabelledText> labelled(Path file, String text, String label) {
        return labelled(file, text, null, label);
    }

    /**
     * Reads labelled texts, or pairs of texts.
     *
     * @param text column or field of the text, or of the first
     * @param second column or field of the second; null for single texts
     * @param label column or field of the label
     * @throws FormatException if the file is malformed or has none
     */
    public static List<LabelledText> labelled(Path file, String text, @Nullable String second, String label) {
        return all(file, LabelReader.texts(text, second, label).apply(file), "labelled text");
    }

    private static <T> List<T> all(Path file, Cursor<T> cursor, String what) {
        List<T> all = new ArrayList<>();
        try (cursor) {
            for (T thing = cursor.next(); thing != null; thing = cursor.next()) {
                all.add(thing);
            }
        }
        if (all.isEmpty()) {
            throw new FormatException("%s holds no %s.".formatted(file, what));
        }
        return all;
    }
}
