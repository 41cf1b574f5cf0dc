package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What was written of an item that must differ from others, and what encloses the place where the text is: while it is
 * followed, the item is not left to the stack of the grammar, so that its text is known where it ends.
 *
 * @param rest what is asked of the array behind the item
 * @param enclosing the objects and arrays within the item that are open, the innermost last
 * @param text of the item so far, white space left out
 */
record Recording(Formula rest, List<Enclosing> enclosing, String text) {
    /** Something like a number of more than 400 digits, or with an exponent of more than three. */
    static final Pattern LARGE = Pattern.compile("\\d[eE][+-]?\\d{4}|[\\d.]{400}");

    /** What is open. */
    sealed interface Enclosing {}

    /** An object after a member. */
    record InObject(SchemaGrammar.ObjectState state) implements Enclosing {}

    /**
     * An array after an item.
     *
     * @param asked of the items to come
     * @param start where the item begins in the text
     */
    record InArray(Formula asked, int start) implements Enclosing {}

    static Recording of(Formula rest) {
        return new Recording(rest, List.of(), "");
    }

    Recording with(String more) {
        return new Recording(rest, enclosing, text + more);
    }

    Recording inside(Enclosing e) {
        List<Enclosing> more = new ArrayList<>(enclosing);
        more.add(e);
        return new Recording(rest, List.copyOf(more), text);
    }

    Recording outside() {
        return new Recording(rest, List.copyOf(enclosing.subList(0, enclosing.size() - 1)), text);
    }
}
