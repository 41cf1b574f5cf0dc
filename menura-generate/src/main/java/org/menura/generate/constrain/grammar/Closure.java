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
    private static final Node.Pending[] NO_PENDING = {};
    private static final int FEW = 8;

    Rx[] languages = NO_LANGUAGES;
    Cont[] after = NO_CONTS;
    int size;
    int[] tokens = NO_TOKENS;
    Cont[] afterTokens = NO_CONTS;
    boolean accepting;

    /** Captures that have ended whose texts were not kept, with what comes after each. */
    Node.Pending[] pending = NO_PENDING;

    Cont[] afterPending = NO_CONTS;

    /** Where languages are, by the low bits of their ids: place + 1; empty while they are few. */
    private int[] places = NO_TOKENS;

    void add(Rx language, Cont then, Automaton automaton) {
        int at = find(language);
        if (at >= 0) {
            after[at] = automaton.union(after[at], then);
            return;
        }
        automaton.checkThreads(size);
        if (size == languages.length) {
            languages = Arrays.copyOf(languages, Math.max(4, 2 * size));
            after = Arrays.copyOf(after, languages.length);
        }
        languages[size] = language;
        after[size++] = then;
        if (size > FEW) {
            place();
        }
    }

    private int find(Rx language) {
        if (size <= FEW) {
            for (int i = 0; i < size; i++) {
                if (languages[i] == language) {
                    return i;
                }
            }
            return -1;
        }
        int mask = places.length - 1;
        for (int i = language.id & mask; places[i] != 0; i = i + 1 & mask) {
            if (languages[places[i] - 1] == language) {
                return places[i] - 1;
            }
        }
        return -1;
    }

    /** Notes the place of the last language; of all, where there is too little room. */
    private void place() {
        int from = size - 1;
        if (2 * size > places.length) {
            places = new int[4 * Integer.highestOneBit(size)];
            from = 0;
        }
        int mask = places.length - 1;
        for (int k = from; k < size; k++) {
            int i = languages[k].id & mask;
            while (places[i] != 0) {
                i = i + 1 & mask;
            }
            places[i] = k + 1;
        }
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

    void addPending(Node.Pending capture, Cont then) {
        for (int i = 0; i < pending.length; i++) {
            if (pending[i].equals(capture) && afterPending[i] == then) {
                return;
            }
        }
        pending = Arrays.copyOf(pending, pending.length + 1);
        afterPending = Arrays.copyOf(afterPending, pending.length);
        pending[pending.length - 1] = capture;
        afterPending[pending.length - 1] = then;
    }

    void addAll(Closure other, Automaton automaton) {
        for (int i = 0; i < other.size; i++) {
            add(other.languages[i], other.after[i], automaton);
        }
        for (int i = 0; i < other.tokens.length; i++) {
            addToken(other.tokens[i], other.afterTokens[i], automaton);
        }
        accepting |= other.accepting;
        for (int i = 0; i < other.pending.length; i++) {
            addPending(other.pending[i], other.afterPending[i]);
        }
    }
}
