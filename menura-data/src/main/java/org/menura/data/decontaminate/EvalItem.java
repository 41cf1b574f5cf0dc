package org.menura.data.decontaminate;

/**
 * A text of an evaluation set that no document should hold.
 *
 * @param set the name of its file
 * @param line the line or element of the file that it is from, counted from 1
 * @param field the path of the field, such as {@code doc.question}
 */
public record EvalItem(String set, long line, String field, String text) {
    /** Returns how reports name the item: file, line and field. */
    public String name() {
        return "%s:%d %s".formatted(set, line, field);
    }
}
