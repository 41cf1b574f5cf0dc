package org.menura.generate.constrain.json;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.Rx;

/** Finds short texts of a language. */
final class Witness {
    private static final int MAX_STATES = 20_000;

    private Witness() {}

    /** A text of a language; null if it is empty. */
    static byte @Nullable [] of(Rx language) {
        if (language.isEmpty()) {
            return null;
        }
        record From(Rx rx, @Nullable From before, int value) {}
        ArrayDeque<From> queue = new ArrayDeque<>();
        Map<Rx, Boolean> seen = new HashMap<>();
        queue.add(new From(language, null, -1));
        seen.put(language, true);
        while (!queue.isEmpty() && seen.size() < MAX_STATES) {
            From f = queue.poll();
            if (f.rx().nullable()) {
                List<Integer> back = new ArrayList<>();
                for (From g = f; g.before() != null; g = g.before()) {
                    back.add(g.value());
                }
                byte[] text = new byte[back.size()];
                for (int i = 0; i < text.length; i++) {
                    text[i] = (byte) (int) back.get(text.length - 1 - i);
                }
                return text;
            }
            for (int i = 0; i < 256; i++) {
                // Letters first: examples are to be read.
                int b = (i + 'a') & 0xFF;
                Rx next = f.rx().next(b);
                if (seen.putIfAbsent(next, true) == null && !next.isEmpty()) {
                    queue.add(new From(next, f, b));
                }
            }
        }
        throw new SchemaException("", "#", "it has a regular expression whose shortest text can't be found");
    }

    /** What a JSON string of a language stands for; null if it is empty. */
    static @Nullable String string(Rx language) {
        byte[] text = of(language);
        return text == null ? null : JsonStrings.decode(text);
    }
}
