package org.menura.generate.constrain.regex;

import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * How the characters of a text are written as bytes: as UTF-8, or as inside a JSON string. The strings of bytes that
 * stand for different characters must be different, and none may begin another.
 */
@FunctionalInterface
public interface TextEncoding {
    /** UTF-8. */
    TextEncoding UTF_8 = RxContext::codePoints;

    /** Returns the strings of bytes that stand for one character of a set. */
    Rx encode(RxContext context, CodePoints set);
}
