package org.menura.chat.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Variables of one frame. A loop iteration, macro, call, {@code with}, {@code filter} and captured {@code set} have
 * their own frame; an {@code if} does not. Assignments go to the innermost frame, look-ups go outwards.
 */
final class Scope {
    private final @Nullable Scope parent;
    private final Map<String, Object> variables = new HashMap<>(4);

    private final boolean strict;

    /** Creates the outermost frame. */
    Scope(boolean strict) {
        this.parent = null;
        this.strict = strict;
    }

    Scope(Scope parent) {
        this.parent = parent;
        this.strict = parent.strict;
    }

    /** Hides a variable of the frames around this one. */
    void hide(String name) {
        set(name, Undefined.variable(name, strict));
    }

    void set(String name, Object value) {
        variables.put(name, value);
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            Object value = scope.variables.get(name);
            if (value != null) {
                return value;
            }
        }
        return Undefined.variable(name, strict);
    }
}
