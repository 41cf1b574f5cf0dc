package org.menura.generate.constrain.grammar;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A grammar: a set of texts that a text can be held to byte by byte. Shared between texts; safe for threads. */
public final class Grammar {
    private final Automaton automaton;
    private final Node root;

    Grammar(GrammarContext context, Node root) {
        this.root = root;
        this.automaton = new Automaton(context, root);
    }

    /** Returns the context that the grammar's parts belong to. */
    public GrammarContext context() {
        return automaton.context();
    }

    /** Returns the node whose texts are the grammar's. */
    public Node root() {
        return root;
    }

    /**
     * Returns the state before a text; a dead one if the grammar has no text. The work that a text may cost is counted from
     * here.
     */
    public GrammarState start() {
        context().rx().renewWork();
        return automaton.start();
    }

    /** Checks a text: accepted, refused at a byte, or incomplete. */
    public Verdict check(byte[] text) {
        GrammarState s = start();
        for (int i = 0; i < text.length; i++) {
            if (s.isDead()) {
                return new Verdict.Refused(i);
            }
            GrammarState n = s.next(text[i] & 0xFF);
            if (n.isDead()) {
                return new Verdict.Refused(i);
            }
            s = n;
        }
        if (s.isDead()) {
            return new Verdict.Refused(text.length);
        }
        return s.accepting() ? new Verdict.Accepted() : new Verdict.Incomplete();
    }

    /**
     * Draws a random text: the same for the same seed. Control tokens that the grammar names write nothing.
     *
     * @throws GrammarException if the grammar has no text, or none that is found within the drawing's bounds
     */
    public byte[] draw(long seed) {
        return new Drawing(new SplittableRandom(seed)).draw(root);
    }

    /** Checks a text in UTF-8. */
    public Verdict check(String text) {
        return check(text.getBytes(StandardCharsets.UTF_8));
    }
}
