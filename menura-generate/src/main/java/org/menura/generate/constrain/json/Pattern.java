package org.menura.generate.constrain.json;

import java.util.List;
import org.menura.generate.constrain.grammar.CodePoints;

/** A regular expression of ECMA-262, parsed. */
sealed interface Pattern {
    /** One character of a set. */
    record Chars(CodePoints set) implements Pattern {}

    /** One after another. */
    record Sequence(List<Pattern> parts) implements Pattern {}

    /** Any of some. */
    record Choice(List<Pattern> options) implements Pattern {}

    /** One repeated; {@code max} below 0 is no bound. */
    record Repeat(Pattern body, int min, int max) implements Pattern {}

    /** The beginning of the string. */
    record Start() implements Pattern {}

    /** The end of the string. */
    record End() implements Pattern {}

    /** What follows is, or is not, a match of a pattern. */
    record Ahead(Pattern body, boolean negative) implements Pattern {}

    /** Whether it looks at where it stands: such a pattern is no plain language. */
    default boolean looks() {
        return switch (this) {
            case Chars c -> false;
            case Sequence s -> s.parts().stream().anyMatch(Pattern::looks);
            case Choice c -> c.options().stream().anyMatch(Pattern::looks);
            case Repeat r -> r.body().looks();
            case Start s -> true;
            case End e -> true;
            case Ahead a -> true;
        };
    }

    /** Whether it asks for the beginning of the string. */
    default boolean asksStart() {
        return switch (this) {
            case Chars c -> false;
            case Sequence s -> s.parts().stream().anyMatch(Pattern::asksStart);
            case Choice c -> c.options().stream().anyMatch(Pattern::asksStart);
            case Repeat r -> r.body().asksStart();
            case Start s -> true;
            case End e -> false;
            case Ahead a -> a.body().asksStart();
        };
    }
}
