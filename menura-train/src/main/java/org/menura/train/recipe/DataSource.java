package org.menura.train.recipe;

import java.nio.file.Path;
import java.util.List;

/**
 * A source of examples.
 *
 * @param paths files or folders
 * @param format text, jsonl, chat, preference or prompts
 * @param field of a JSON line
 * @param weight beside other sources
 * @param separator between documents in a text
 */
public record DataSource(List<Path> paths, String format, String field, double weight, String separator) {
    static DataSource of(Options o) {
        return new DataSource(
                o.paths("path"), o.text("format"), o.text("field"), o.number("weight"), o.text("separator"));
    }
}
