package org.menura.generate.constrain.grammar;

/** Finds out which nodes a text can complete, so that a text is never led to where it can't end. */
final class Productivity {
    private final GrammarContext context;

    Productivity(GrammarContext context) {
        this.context = context;
    }

    boolean of(Node node) {
        return node != context.nothing();
    }
}
