package org.menura.generate.constrain.grammar;

import java.util.Arrays;

/**
 * Threads of a recogniser: languages of the present terminals with what comes after each, control tokens likewise, and
 * whether the text may end. Threads with the same language are one, with the union of what comes after.
 */
final class Closure {
    private static final Rx[] NO_LANGUAGES = {};
    private static final Cont[] NO_CONTS = {};
    private static final int[] NO_TOKENS = {};

    Rx[] languages = NO_LANGUAGES;
    Cont[] after = NO_CONTS;
    int size;
    int[] tokens = NO_TOKENS;
    Cont[] afterTokens = NO_CONTS;
    boolean accepting;

    void add(Rx language, Cont then, Automaton automaton) {
        for (int i = 0; i < size; i++) {
            if (languages[i] == language) {
                after[i] = automaton.union(after[i], then);
                return;
            }
        }
        automaton.checkThreads(size);
        if (size == languages.length) {
            languages = Arrays.copyOf(languages, Math.max(4, 2 * size));
            after = Arrays.copyOf(after, languages.length);
        }
        languages[size] = language;
        after[size++] = then;
    }

    void addToken(int token, Cont then, Automaton automaton) {
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == token) {
                afterTokens[i] = automaton.union(afterTokens[i], then);
                return;
            }
        }
        automaton.checkThreads(tokens.length);
        tokens = Arrays.copyOf(tokens, tokens.length + 1);
        afterTokens = Arrays.copyOf(afterTokens, tokens.length);
        tokens[tokens.length - 1] = token;
        afterTokens[tokens.length - 1] = then;
    }

    void addAll(Closure other, Automaton automaton) {
        for (int i = 0; i < other.size; i++) {
            add(other.languages[i], other.after[i], automaton);
        }
        for (int i = 0; i < other.tokens.length; i++) {
            addToken(other.tokens[i], other.afterTokens[i], automaton);
        }
        accepting |= other.accepting;
    }
}
