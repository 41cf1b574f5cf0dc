package org.menura.train.schema;

import java.nio.file.Path;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.train.media.Augmentation;

/**
 * A source of examples.
 *
 * @param paths files or folders
 * @param format see the schema
 * @param field of a JSON line
 * @param second field of a second text; empty if there is none
 * @param target field of a label or an answer; empty for the format's usual one
 * @param weight beside other sources
 * @param separator between documents in a text
 * @param augmentation of images and audio, at each look
 */
public record DataSource(
        List<Path> paths,
        String format,
        String field,
        String second,
        String target,
        double weight,
        String separator,
        Augmentation augmentation) {
    /** The formats of files. */
    public static final List<String> FORMATS = List.of(
            "text",
            "jsonl",
            "chat",
            "preference",
            "prompts",
            "tags",
            "labelled",
            "pairs",
            "feedback",
            "image-text",
            "episodes",
            "code");

    /** Makes the source that a section of a recipe describes. */
    public static DataSource of(Options o) {
        if (o.has("second") && !o.text("format").equals("labelled")) {
            throw new FormatException(
                    "second names the second text of labelled pairs; the format %s has none; leave it out"
                            .formatted(o.text("format")));
        }
        return new DataSource(
                o.paths("path"),
                o.text("format"),
                o.text("field"),
                o.has("second") ? o.text("second") : "",
                o.has("target") ? o.text("target") : "",
                o.number("weight"),
                o.text("separator"),
                Augmentations.of(o.optionalPart("augment")));
    }

    /** Returns a source of held-out files with the same settings, whose images and audio are not augmented. */
    public DataSource heldOut(List<Path> others, String layout) {
        String there = field.equals(usualField(format)) ? usualField(layout) : field;
        return new DataSource(others, layout, there, second, target, 1, separator, augmentation.plain());
    }

    /** The field that a format has if a recipe names none. */
    private static String usualField(String format) {
        return switch (format) {
            case "chat" -> "messages";
            case "prompts" -> "prompt";
            case "code" -> "code";
            default -> "text";
        };
    }

    /** Returns the field of a label or an answer, or {@code usual} if the recipe names none. */
    public String targetOr(String usual) {
        return target.isEmpty() ? usual : target;
    }
}
