package org.menura.generate.constrain.grammar;

import java.util.HashMap;
import java.util.Map;

/**
 * Replaces the counts of repetitions that no text of so many bytes reaches: the beginnings of up to so many bytes stay
 * the same, and the many states of a long counted text become one.
 */
final class RxHorizon {
    private static final int DEEPEST = 200;

    private final RxContext context;
    private final int bytes;
    private final Map<Rx, Rx> known = new HashMap<>();

    RxHorizon(RxContext context, int bytes) {
        this.context = context;
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    Rx of(Rx rx) {
        return of(rx, 0);
    }

    private Rx of(Rx rx, int depth) {
        boolean counted = rx.kind == Rx.Kind.REPEAT || rx.kind == Rx.Kind.CONCAT || rx.kind == Rx.Kind.OR;
        // An intersection of longer counts may be empty where that of shorter ones is not.
        if (!counted || !rx.positive || rx.recursive || depth > DEEPEST) {
            return rx;
        }
        Rx made = known.get(rx);
        if (made == null) {
            made = switch (rx.kind) {
                case REPEAT -> repeat(rx, depth);
                case CONCAT -> concat(rx, depth);
                default -> or(rx, depth);
            };
            known.put(rx, made);
        }
        return made;
    }

    private Rx repeat(Rx rx, int depth) {
        Rx part = rx.parts[0];
        if (part.nullable) {
            return rx;
        }
        // Each repetition takes a byte at least.
        int min = Math.min(rx.min, bytes + 1);
        int max = rx.max > bytes ? Rx.UNBOUNDED : rx.max;
        return context.repeat(of(part, depth + 1), min, max);
    }

    private Rx concat(Rx rx, int depth) {
        Rx first = of(rx.parts[0], depth + 1);
        Rx rest = of(rx.parts[1], depth + 1);
        return first == rx.parts[0] && rest == rx.parts[1] ? rx : context.pair(first, rest);
    }

    private Rx or(Rx rx, int depth) {
        Rx[] parts = new Rx[rx.parts.length];
        boolean same = true;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = of(rx.parts[i], depth + 1);
            same &= parts[i] == rx.parts[i];
        }
        return same ? rx : context.or(parts);
    }
}
