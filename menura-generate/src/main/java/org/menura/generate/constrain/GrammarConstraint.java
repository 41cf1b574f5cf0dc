package org.menura.generate.constrain;

import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarState;

/** The constraint that a text is one of a grammar's. */
public final class GrammarConstraint implements Constraint {
    private static final byte[] NO_BYTES = {};

    private final Vocabulary vocabulary;
    private GrammarState state;

    /** Starts a text. */
    public GrammarConstraint(Grammar grammar, Vocabulary vocabulary) {
        this(grammar.start(), vocabulary);
    }

    private GrammarConstraint(GrammarState state, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.state = state;
    }

    /** Returns where the text is in its grammar. */
    public GrammarState state() {
        return state;
    }

    @Override
    public TokenMask allowed() {
        return vocabulary.mask(state);
    }

    @Override
    public void prepare() {
        vocabulary.prepare(state);
    }

    @Override
    public boolean allows(int token) {
        return !after(token).isDead();
    }

    @Override
    public void accept(int token) {
        GrammarState next = after(token);
        if (next.isDead()) {
            throw new IllegalArgumentException("token %d is not allowed here".formatted(token));
        }
        state = next;
    }

    /** Follows the text by bytes. */
    public void accept(byte[] bytes) {
        GrammarState next = state.next(bytes);
        if (next.isDead()) {
            throw new IllegalArgumentException("these bytes are not allowed here");
        }
        state = next;
    }

    @Override
    public boolean mayEnd() {
        return state.accepting();
    }

    @Override
    public byte[] forced() {
        return state.forced();
    }

    @Override
    public GrammarConstraint copy() {
        return new GrammarConstraint(state, vocabulary);
    }

    private GrammarState after(int token) {
        return state.nextToken(token, token >= 0 && token < vocabulary.size() ? vocabulary.bytes(token) : NO_BYTES);
    }
}
