package org.menura.generate.constrain.regex;

import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.GrammarTooLargeException;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Compiles regular expressions to languages of bytes. What is regular is compiled exactly: alternatives, repetitions,
 * classes, flags, anchors, boundaries of words, looking ahead anywhere, looking behind at one character, references to
 * groups with few texts, atomic groups whose texts none begins another. All else is refused in a sentence.
 */
public final class Regex {
    private Regex() {}

    /**
     * Compiles an expression that must match a text as a whole.
     *
     * @throws GrammarException if it is wrong or beyond what is regular, with construct and position
     */
    public static Rx whole(RxContext context, String pattern, Dialect dialect, TextEncoding encoding) {
        try {
            return new RegexCompiler(context, pattern, encoding).whole(RegexParser.parse(pattern, dialect));
        } catch (StackOverflowError _) {
            throw tooDeep();
        }
    }

    /**
     * Compiles an expression that must match somewhere in a text: the language of all texts with a match.
     *
     * @throws GrammarException if it is wrong or beyond what is regular, with construct and position
     */
    public static Rx search(RxContext context, String pattern, Dialect dialect, TextEncoding encoding) {
        try {
            return new RegexCompiler(context, pattern, encoding).search(RegexParser.parse(pattern, dialect));
        } catch (StackOverflowError _) {
            throw tooDeep();
        }
    }

    private static GrammarTooLargeException tooDeep() {
        return new GrammarTooLargeException("the regular expression has too many parts that look around or are nested");
    }
}
