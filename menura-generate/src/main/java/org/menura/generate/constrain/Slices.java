package org.menura.generate.constrain;

import java.util.ArrayList;
import java.util.List;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.grammar.RxInclusion;

/**
 * Sets of texts that grammars often allow whole, such as the characters of a JSON string: a token is in the smallest that
 * holds it, and where a state allows a set, all its tokens are allowed without looking at them (the slices of
 * llguidance). Sets grow with their characters and with their length.
 */
final class Slices {
    private static final int[] LENGTHS = {4, 12, 40, Rx.UNBOUNDED};

    private static final List<CodePoints> CHARACTERS = characters();

    /** The sets before a set that it holds. */
    private static final int[][] WITHIN = {{}, {0}, {1}, {2}, {2}, {3, 4}, {5}, {}, {3, 7}, {6, 8}};

    /** The most bytes of a character of each set. */
    private static final int[] WIDTH = {1, 1, 1, 1, 1, 1, 1, 4, 4, 4};

    /** The languages, shorter and narrower before longer and wider. */
    private static final List<Rx> LANGUAGES = languages();

    private static final RxInclusion.Family FAMILY = new RxInclusion.Family(LANGUAGES, LENGTHS, WITHIN, WIDTH);

    /** The number of slices; a token that is in none has this number. */
    static final int COUNT = CHARACTERS.size() * LENGTHS.length;

    /** The number of slices of the same characters. */
    static final int ROW = LENGTHS.length;

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

    private static List<Rx> languages() {
        RxContext context = new RxContext();
        List<Rx> out = new ArrayList<>();
        for (CodePoints set : CHARACTERS) {
            for (int length : LENGTHS) {
                out.add(context.repeat(context.codePoints(set), 0, length));
            }
        }
        return out;
    }

    /** Returns the smallest slice that a token is in, {@link #COUNT} if it is in none. */
    static int of(byte[] token) {
        int longest = LENGTHS.length - 1;
        if (!LANGUAGES.getLast().matches(token)) {
            return COUNT;
        }
        int row = 0;
        while (!LANGUAGES.get(row * LENGTHS.length + longest).matches(token)) {
            row++;
        }
        int length = 0;
        while (!LANGUAGES.get(row * LENGTHS.length + length).matches(token)) {
            length++;
        }
        return row * LENGTHS.length + length;
    }

    /** Returns the slices all of whose texts a state allows, one bit each. */
    static long allowedBy(Rx state) {
        return RxInclusion.beginnings(state, FAMILY);
    }
}
