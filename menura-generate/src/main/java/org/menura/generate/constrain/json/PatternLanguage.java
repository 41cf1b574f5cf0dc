package org.menura.generate.constrain.json;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Turns patterns into languages of JSON strings. What looks at where it stands is translated with what follows it: an
 * end is what follows cut to nothing, a look ahead is an intersection with what follows.
 */
final class PatternLanguage {
    private static final int MAX_UNROLLED = 64;

    private final Texts texts;
    private final RxContext rx;

    PatternLanguage(Texts texts) {
        this.texts = texts;
        this.rx = texts.rx();
    }

    /** The strings in which a pattern is found. */
    Rx search(Pattern pattern) {
        Rx rest = rx.concat(texts.inner(), texts.quote());
        Rx atStart = follow(pattern, rest, true);
        Rx some = rx.plus(texts.character(CodePoints.ALL));
        Rx later = rx.concat(some, follow(pattern, rest, false));
        return rx.and(rx.concat(texts.quote(), rx.or(atStart, later)), texts.any());
    }

    /** The language of a pattern that does not look. */
    private Rx plain(Pattern pattern) {
        return switch (pattern) {
            case Pattern.Chars c -> texts.character(c.set());
            case Pattern.Sequence s ->
                rx.concat(s.parts().stream().map(this::plain).toList());
            case Pattern.Choice c -> rx.or(c.options().stream().map(this::plain).toList());
            case Pattern.Repeat r -> rx.repeat(plain(r.body()), r.min(), r.max() < 0 ? Rx.UNBOUNDED : r.max());
            default -> throw new IllegalArgumentException(pattern.toString());
        };
    }

    /** The texts that a pattern and what follows it match together, up to the closing quote. */
    private Rx follow(Pattern pattern, Rx then, boolean atStart) {
        if (!pattern.looks()) {
            return rx.concat(plain(pattern), then);
        }
        return switch (pattern) {
            case Pattern.Chars c -> rx.concat(plain(c), then);
            case Pattern.Sequence s -> sequence(s.parts(), then, atStart);
            case Pattern.Choice c ->
                rx.or(c.options().stream().map(o -> follow(o, then, atStart)).toList());
            case Pattern.Start s -> atStart ? then : rx.nothing();
            case Pattern.End e -> rx.and(then, texts.quote());
            case Pattern.Ahead a -> {
                Rx seen = follow(a.body(), rx.concat(texts.inner(), texts.quote()), atStart);
                yield a.negative() ? rx.minus(then, seen) : rx.and(then, seen);
            }
            case Pattern.Repeat r -> repeat(r, then, atStart);
        };
    }

    private Rx sequence(List<Pattern> parts, Rx then, boolean atStart) {
        if (parts.isEmpty()) {
            return then;
        }
        Pattern head = parts.getFirst();
        List<Pattern> tail = parts.subList(1, parts.size());
        boolean asks = atStart && tail.stream().anyMatch(Pattern::asksStart);
        if (!asks) {
            return follow(head, sequence(tail, then, false), atStart);
        }
        if (head instanceof Pattern.Start || head instanceof Pattern.Ahead) {
            return follow(head, sequence(tail, then, true), true);
        }
        if (head.looks()) {
            throw new FormatException("it asks for the beginning of the string behind something that looks around");
        }
        // Only if nothing came before is it still the beginning.
        Rx first = plain(head);
        Rx some = rx.concat(rx.minus(first, rx.epsilon()), sequence(tail, then, false));
        return first.nullable() ? rx.or(some, sequence(tail, then, true)) : some;
    }

    private Rx repeat(Pattern.Repeat r, Rx then, boolean atStart) {
        boolean start = atStart && r.body().asksStart();
        if (r.max() < 0) {
            Rx loop = rx.recursive(then.nullable(), again -> rx.or(then, follow(r.body(), again, false)));
            Rx all = loop;
            if (r.min() > MAX_UNROLLED) {
                throw new FormatException(
                        "it repeats something that looks around more than %d times".formatted(MAX_UNROLLED));
            }
            if (start && r.min() == 0) {
                return rx.or(then, follow(r.body(), loop, true));
            }
            for (int i = 0; i < r.min(); i++) {
                all = follow(r.body(), all, start && i == r.min() - 1);
            }
            return all;
        }
        if (r.max() > MAX_UNROLLED) {
            throw new FormatException(
                    "it repeats something that looks around more than %d times".formatted(MAX_UNROLLED));
        }
        Rx all = then;
        for (int i = r.max(); i > 0; i--) {
            Rx once = follow(r.body(), all, start && i == 1);
            all = i > r.min() ? rx.or(then, once) : once;
        }
        return all;
    }
}
