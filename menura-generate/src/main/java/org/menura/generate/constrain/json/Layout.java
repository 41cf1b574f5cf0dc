package org.menura.generate.constrain.json;

import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/** The punctuation of JSON with the white space that may stand beside it. */
final class Layout {
    private static final int DEEPEST = 64;

    private final Rx comma;
    private final Rx colon;
    private final Rx openObject;
    private final Rx closeObject;
    private final Rx openArray;
    private final Rx closeArray;

    Layout(RxContext rx, SchemaOptions.WhiteSpace space) {
        Rx none = rx.epsilon();
        Rx blank = space == SchemaOptions.WhiteSpace.NONE ? none : rx.optional(rx.literal(" "));
        Rx line = space == SchemaOptions.WhiteSpace.LINES
                ? rx.optional(rx.concat(rx.literal("\n"), rx.repeat(rx.literal(" "), 0, DEEPEST)))
                : none;
        comma = rx.concat(rx.literal(","), space == SchemaOptions.WhiteSpace.LINES ? rx.or(blank, line) : blank);
        colon = rx.concat(rx.literal(":"), blank);
        openObject = rx.concat(rx.literal("{"), line);
        closeObject = rx.concat(line, rx.literal("}"));
        openArray = rx.concat(rx.literal("["), line);
        closeArray = rx.concat(line, rx.literal("]"));
    }

    Rx comma() {
        return comma;
    }

    Rx colon() {
        return colon;
    }

    Rx openObject() {
        return openObject;
    }

    Rx closeObject() {
        return closeObject;
    }

    Rx openArray() {
        return openArray;
    }

    Rx closeArray() {
        return closeArray;
    }
}
