package org.menura.generate.constrain;

import java.util.List;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxInclusion;

/**
 * Sets of texts that grammars often allow whole, such as the characters of a JSON string: a token is in the smallest that
 * holds it, and where a state allows a set, all its tokens are allowed without looking at them (the slices of
 * llguidance). Sets grow with their characters and with their length.
 */
final class Slices {
    private static final int[] LENGTHS = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 40, Rx.UNBOUNDED};

    /** The sets before a set that it holds. */
    private static final int[][] WITHIN = {{}, {0}, {1}, {2}, {2}, {3, 4}, {5}, {}, {3, 7}, {6, 8}};

    private static final RxInclusion.Family FAMILY = new RxInclusion.Family(characters(), LENGTHS, WITHIN);

    /** The number of sets of characters. */
    static final int SETS = FAMILY.sets();

    /** The number of lengths. */
    static final int ROW = LENGTHS.length;

    /** The number of slices: set by set, for each its lengths; a token that is in none has this number. */
    static final int COUNT = SETS * ROW;

    private Slices() {}

    private static List<CodePoints> characters() {
        CodePoints lower = CodePoints.range('a', 'z');
        CodePoints letters = lower.or(CodePoints.range('A', 'Z'));
        CodePoints alphanumeric = letters.or(CodePoints.range('0', '9'));
        CodePoints words = alphanumeric.or(CodePoints.of(" "));
        CodePoints names = alphanumeric.or(CodePoints.of("_-"));
        CodePoints ascii = CodePoints.range(' ', '~').minus(CodePoints.of("\"\\"));
        CodePoints foreign = CodePoints.range(0x80, 0x10FFFF);
        return List.of(
                lower,
                letters,
                alphanumeric,
                words,
                names,
                words.or(names),
                ascii,
                foreign,
                foreign.or(words),
                foreign.or(ascii));
    }

    /** Returns the smallest slice that a token is in, {@link #COUNT} if it is in none. */
    static int of(byte[] token) {
        if (!FAMILY.upTo(SETS - 1, ROW - 1).matches(token)) {
            return COUNT;
        }
        int set = 0;
        while (!FAMILY.upTo(set, ROW - 1).matches(token)) {
            set++;
        }
        int characters = 0;
        for (byte b : token) {
            characters += (b & 0xC0) == 0x80 ? 0 : 1;
        }
        int length = 0;
        while (LENGTHS[length] < characters) {
            length++;
        }
        return set * ROW + length;
    }

    /** Returns which slices a state allows whole, and which not at all. */
    static RxInclusion.Beginnings of(Rx state) {
        return RxInclusion.beginnings(state, FAMILY);
    }
}
