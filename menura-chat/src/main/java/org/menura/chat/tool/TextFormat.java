package org.menura.chat.tool;

import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * How an answer's text is delimited.
 *
 * @param open what comes before it; may be empty
 * @param close what comes behind it, where {@code open} came before; may be empty
 * @param dropped control tokens that are never a part of it
 */
@Extension
public record TextFormat(String open, String close, List<String> dropped) {
    /** The format without delimiters. */
    public static final TextFormat PLAIN = new TextFormat("", "", List.of());

    public TextFormat {
        dropped = List.copyOf(dropped);
    }

    static TextFormat dropping(String... dropped) {
        return new TextFormat("", "", List.of(dropped));
    }
}
