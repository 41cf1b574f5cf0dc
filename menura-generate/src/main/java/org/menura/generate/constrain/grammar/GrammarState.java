package org.menura.generate.constrain.grammar;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.IntPredicate;
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
    final Node.Pending[] pending;
    final Cont[] afterPending;

    private final Automaton automaton;
    private final Automaton.Memory memory;
    private final int hash;

    /** Written by several threads with equal content. */
    private @Nullable Row row;

    /** The state for one length of tokens. */
    private record Near(int bytes, GrammarState state) {}

    /** Written by several threads with equal content. */
    private @Nullable Near near;

    /** The states after bytes, by class, null where not known. */
    private record Row(ByteClasses classes, @Nullable GrammarState[] next) {}

    GrammarState(Automaton automaton, Automaton.Memory memory, Closure c) {
        this.automaton = automaton;
        this.memory = memory;
        languages = Arrays.copyOf(c.languages, c.size);
        after = Arrays.copyOf(c.after, c.size);
        sort();
        int h = (c.accepting ? 1 : 0) + 2 * c.pending.length;
        boolean captures = false;
        for (int i = 0; i < c.size; i++) {
            h = h * 31 + languages[i].id * 17 + after[i].hashCode();
            captures |= after[i].capturing;
        }
        tokens = c.tokens;
        afterTokens = c.afterTokens;
        for (int i = 0; i < tokens.length; i++) {
            h = h * 31 + tokens[i] * 17 + afterTokens[i].hashCode();
        }
        accepting = c.accepting;
        capturing = captures;
        pending = c.pending;
        afterPending = c.afterPending;
        hash = h;
    }

    /** Orders threads by their languages. */
    private void sort() {
        if (languages.length <= 10) {
            for (int i = 1; i < languages.length; i++) {
                Rx l = languages[i];
                Cont a = after[i];
                int j = i;
                for (; j > 0 && languages[j - 1].id > l.id; j--) {
                    languages[j] = languages[j - 1];
                    after[j] = after[j - 1];
                }
                languages[j] = l;
                after[j] = a;
            }
            return;
        }
        long[] order = new long[languages.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) languages[i].id << 32 | i;
        }
        Arrays.sort(order);
        Rx[] l = languages.clone();
        Cont[] a = after.clone();
        for (int i = 0; i < order.length; i++) {
            languages[i] = l[(int) order[i]];
            after[i] = a[(int) order[i]];
        }
    }

    /** What is known of the states after bytes. */
    private Row row() {
        Row r = row;
        if (r == null) {
            ByteClasses c = switch (languages.length) {
                case 0 -> ByteClasses.ONE;
                // What is captured differs by byte, whatever the language says.
                case 1 -> capturing ? ByteClasses.EACH : languages[0].classes();
                default -> ByteClasses.EACH;
            };
            r = new Row(c, new GrammarState[c.count()]);
            row = r;
        }
        return r;
    }

    /** Returns the context of the grammar. */
    public GrammarContext context() {
        return automaton.context();
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
        Row r = row;
        if (r != null) {
            GrammarState n = r.next[r.classes.map[value] & 0xFF];
            if (n != null) {
                return n;
            }
        }
        return make(value);
    }

    /**
     * Returns this state without the texts of captures: states after it are shared and found fast, but not known where
     * {@link #isPending} says so.
     */
    public GrammarState withoutTexts() {
        return capturing ? automaton.withoutTexts(this) : this;
    }

    /** Returns whether a capture has ended whose text was not kept, so that this state is not all of it. */
    public boolean isPending() {
        return pending.length > 0;
    }

    /**
     * Returns all of a state that {@link #isPending}.
     *
     * @param from the state, with the texts of captures, from which {@code count} bytes led to this one
     */
    public GrammarState resolved(GrammarState from, byte[] bytes, int count) {
        return automaton.resolved(this, from, bytes, count);
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

    /** Returns the state of some of the languages alone: what may follow is what may follow any part of a state. */
    public GrammarState part(IntPredicate threads) {
        Closure c = new Closure();
        for (int i = 0; i < languages.length; i++) {
            if (threads.test(i)) {
                c.add(languages[i], after[i], automaton);
            }
        }
        return automaton.state(c);
    }

    /**
     * Returns a state with the same tokens of up to so many bytes behind it, which is the same one for states that
     * differ only further on.
     */
    public GrammarState within(int bytes) {
        Near known = near;
        if (known == null || known.bytes != bytes) {
            boolean simple = !capturing && pending.length == 0;
            known = new Near(bytes, simple ? automaton.within(this, bytes) : this);
            near = known;
        }
        return known.state;
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
        ByteClasses classes = ByteClasses.ONE;
        for (Rx l : languages) {
            classes = classes.meet(l.classes());
        }
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

    private GrammarState make(int value) {
        GrammarState n = automaton.step(this, value);
        if (n.memory == memory || n == automaton.dead) {
            Row r = row();
            r.next[r.classes.map[value] & 0xFF] = n;
        }
        return n;
    }

    @Override
    public boolean equals(Object o) {
        if (this == o) {
            return true;
        }
        if (!(o instanceof GrammarState s)
                || s.hash != hash
                || s.accepting != accepting
                || !Arrays.equals(s.pending, pending)
                || !Arrays.equals(languages, s.languages)
                || !Arrays.equals(tokens, s.tokens)) {
            return false;
        }
        return same(after, s.after) && same(afterTokens, s.afterTokens) && same(afterPending, s.afterPending);
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
