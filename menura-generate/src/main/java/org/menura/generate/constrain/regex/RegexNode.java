package org.menura.generate.constrain.regex;

import java.util.List;
import org.menura.generate.constrain.grammar.CodePoints;

/** A part of a regular expression, as it was read. */
sealed interface RegexNode {
    /** One character of a set. */
    record Set(CodePoints set) implements RegexNode {}

    /** One part after another; none for the empty text. */
    record Cat(List<RegexNode> parts) implements RegexNode {}

    /** Any of some parts, the first preferred. */
    record Alt(List<RegexNode> options) implements RegexNode {}

    /** A part repeated. */
    record Repeat(RegexNode part, int min, int max, Greed greed, int at) implements RegexNode {
        boolean possessive() {
            return greed == Greed.POSSESSIVE;
        }
    }

    /** How much a repetition takes first: all it can, as little as it can, or all without giving back. */
    enum Greed {
        GREEDY,
        LAZY,
        POSSESSIVE
    }

    /** A capturing group. */
    record Group(RegexNode part, int number) implements RegexNode {}

    /** A group that never gives back what it took. */
    record Atomic(RegexNode part, int at) implements RegexNode {}

    /** What must, or must not, follow or precede. */
    record Look(RegexNode part, boolean ahead, boolean negative, int at) implements RegexNode {}

    /** A place: the start, the end, a line's start or end, a boundary of words. */
    record Place(Kind kind, CodePoints words) implements RegexNode {
        enum Kind {
            START,
            END,
            END_OR_LAST_LINE_FEED,
            LINE_START,
            LINE_END,
            BOUNDARY,
            NO_BOUNDARY
        }
    }

    /** What a group captured, again. */
    record Back(int number, boolean anyCase, int at) implements RegexNode {}

    /** The empty text. */
    RegexNode EMPTY = new Cat(List.of());
}
