package org.menura.world.textworld.story;

import java.io.Serial;
import java.util.List;

/** A question of the parser, such as which key is meant: the next line answers it or is a command of its own. */
final class Question extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Words of the command up to where the answer goes. */
    final transient List<String> before;
    /** Words after the answer. */
    final transient List<String> after;

    Question(List<String> before, List<String> after) {
        super(null, null, false, false);
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
    }
}
