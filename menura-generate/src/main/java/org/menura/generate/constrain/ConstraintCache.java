package org.menura.generate.constrain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/**
 * Keeps the constraints of the forms that were asked for last, so that texts of the same form share what was found out about
 * it: its states and the masks of their tokens. A constraint whose grammar has used part of its budget is compiled anew, so
 * that no text is refused for what others needed. Thread-safe.
 */
@Extension
public final class ConstraintCache {
    private static final int MOST = 32;

    private final Map<Object, GrammarConstraint> starts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, GrammarConstraint> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Returns a constraint at the start of a text.
     *
     * @param form what the constraint follows from, a value with equality; trees of JSON as text, since their equality
     *     ignores the order of properties
     * @param compile makes the constraint; what it throws is thrown here, and nothing is kept
     */
    public GrammarConstraint get(Object form, Supplier<GrammarConstraint> compile) {
        GrammarConstraint known = known(form);
        if (known == null || !known.state().context().hasRoom()) {
            known = compile.get(); // outside of the lock: a large form holds nobody up
            put(form, known);
        } else {
            known.state().context().renewWork();
        }
        return known.copy();
    }

    private synchronized @Nullable GrammarConstraint known(Object form) {
        return starts.get(form);
    }

    private synchronized void put(Object form, GrammarConstraint start) {
        starts.put(form, start);
    }
}
