package org.menura.train.recipe;

import java.nio.file.Path;
import java.util.List;

/**
 * A source of examples.
 *
 * @param paths files or folders
 * @param format see the schema
 * @param field of a JSON line
 * @param target field of a label or an answer; empty for the format's usual one
 * @param weight beside other sources
 * @param separator between documents in a text
 */
public record DataSource(
        List<Path> paths, String format, String field, String target, double weight, String separator) {
    static DataSource of(Options o) {
        return new DataSource(
                o.paths("path"),
                o.text("format"),
                o.text("field"),
                o.has("target") ? o.text("target") : "",
                o.number("weight"),
                o.text("separator"));
    }

    /** Other files that are laid out alike. */
    public DataSource with(List<Path> others) {
        return new DataSource(others, format, field, target, weight, separator);
    }

    /** The field of a label or an answer. */
    public String targetOr(String usual) {
        return target.isEmpty() ? usual : target;
    }
}
