package org.menura.generate.constrain.grammar;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a text is in its grammar: all ways to read what was written, at once. States are immutable, shared between the
 * texts of a grammar and safe for threads; equal places are mostly the same object.
 */
public final class GrammarState {
    private static final int LONGEST_FORCED = 4096;

    final Rx[] languages;
    final Cont[] after;
    final int[] tokens;
    final Cont[] afterTokens;
    final boolean accepting;
    final boolean capturing;

    private final Automaton automaton;
    private final Automaton.Memory memory;
    private final int hash;
    private final ByteClasses classes;

    /** The states after bytes, by class, null where not known; written by several threads with equal content. */
    private final @Nullable GrammarState[] next;

    GrammarState(Automaton automaton, Automaton.Memory memory, Closure c) {
        this.automaton = automaton;
        this.memory = memory;
        Integer[] order = IntStream.range(0, c.size).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingInt(i -> c.languages[i].id));
        languages = new Rx[c.size];
        after = new Cont[c.size];
        int h = c.accepting ? 1 : 0;
        boolean captures = false;
        ByteClasses all = ByteClasses.ONE;
        for (int i = 0; i < c.size; i++) {
            languages[i] = c.languages[order[i]];
            after[i] = c.after[order[i]];
            h = h * 31 + languages[i].id * 17 + after[i].hashCode();
            captures |= after[i].capturing;
            all = all.meet(languages[i].classes());
        }
        tokens = c.tokens;
        afterTokens = c.afterTokens;
        for (int i = 0; i < tokens.length; i++) {
            h = h * 31 + tokens[i] * 17 + afterTokens[i].hashCode();
        }
        accepting = c.accepting;
        capturing = captures;
        hash = h;
        classes = all;
        next = new GrammarState[all.count()];
    }

    /** Returns whether no text leads here: the text before was refused. */
    public boolean isDead() {
        return this == automaton.dead;
    }

    /** Returns whether the text may end here. */
    public boolean accepting() {
        return accepting;
    }

    /**
     * Returns the state after a byte; a dead one if the byte is refused.
     *
     * @param value 0 to 255
     */
    public GrammarState next(int value) {
        int c = classes.map[value] & 0xFF;
        GrammarState n = next[c];
        return n != null ? n : make(c, value);
    }

    /** Returns the state after some bytes; a dead one if they are refused. */
    public GrammarState next(byte[] values) {
        GrammarState s = this;
        for (int i = 0; i < values.length && !s.isDead(); i++) {
            s = s.next(values[i] & 0xFF);
        }
        return s;
    }

    /** Returns the state after a control token; a dead one if it is refused. */
    public GrammarState nextSpecial(int token) {
        return tokens.length == 0 ? automaton.dead : automaton.special(this, token);
    }

    /**
     * Returns the state after a token; a dead one if it is refused. A token is read as its bytes, and as a whole where
     * the grammar names it.
     *
     * @param bytes of the token; none for a control token
     */
    public GrammarState nextToken(int token, byte[] bytes) {
        GrammarState text = bytes.length == 0 ? automaton.dead : next(bytes);
        return tokens.length == 0 ? text : automaton.either(text, nextSpecial(token));
    }

    void addTo(Closure out) {
        for (int i = 0; i < languages.length; i++) {
            out.add(languages[i], after[i], automaton);
        }
        for (int i = 0; i < tokens.length; i++) {
            out.addToken(tokens[i], afterTokens[i], automaton);
        }
        out.accepting |= accepting;
    }

    /** Returns the number of languages that the text is inside of. */
    public int threads() {
        return languages.length;
    }

    /** Returns one of the languages that the text is inside of: what it may go on with there. */
    public Rx language(int thread) {
        return languages[thread];
    }

    /** Returns the tokens that the grammar names here as a whole; {@code ~id} for any token but one. */
    public int[] specials() {
        return tokens.clone();
    }

    /** Returns the bytes that every text goes on with from here; empty where there is a choice, or the text may end. */
    public byte[] forced() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GrammarState s = this;
        while (out.size() < LONGEST_FORCED) {
            int value = s.only();
            if (value < 0) {
                break;
            }
            out.write(value);
            s = s.next(value);
        }
        return out.toByteArray();
    }

    /** Returns the only byte that may come next, or −1. */
    private int only() {
        if (accepting || tokens.length > 0) {
            return -1;
        }
        int found = -1;
        for (int c = 0; c < classes.count(); c++) {
            if (!next(classes.first[c]).isDead()) {
                if (found >= 0 || classes.sizes[c] > 1) {
                    return -1;
                }
                found = classes.first[c];
            }
        }
        return found;
    }

    private GrammarState make(int c, int value) {
        GrammarState n = automaton.step(this, value);
        if (n.memory == memory && !n.capturing || n == automaton.dead) {
            next[c] = n;
        }
        return n;
    }

    ByteClasses classes() {
        return classes;
    }

    @Override
    public boolean equals(Object o) {
        if (this == o) {
            return true;
        }
        if (!(o instanceof GrammarState s)
                || s.hash != hash
                || s.accepting != accepting
                || !Arrays.equals(languages, s.languages)
                || !Arrays.equals(tokens, s.tokens)) {
            return false;
        }
        return same(after, s.after) && same(afterTokens, s.afterTokens);
    }

    private static boolean same(Cont[] a, Cont[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
