package org.menura.generate.constrain;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.GrammarState;

/** The masks of states that were used last, within a budget of memory. */
final class MaskCache {
    private final Map<GrammarState, TokenMask> masks;

    MaskCache(long maxBytes, int vocabulary) {
        long most = Math.max(1, maxBytes / (vocabulary / 8 + 200));
        masks = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<GrammarState, TokenMask> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable TokenMask get(GrammarState state) {
        return masks.get(state);
    }

    synchronized void put(GrammarState state, TokenMask mask) {
        masks.put(state, mask);
    }
}
