package org.menura.agent.mind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.TokenMask;

/** The constraint that a text is one of some, each written as the tokenizer writes it, perhaps with what ends it. */
final class ChoiceConstraint implements Constraint {
    private static final byte[] NO_BYTES = {};

    /** A place in the tree of the texts. */
    private static final class Node {
        private final Map<Integer, Node> next = new LinkedHashMap<>();
        private boolean end;
    }

    private final int vocabulary;
    private Node at;

    private ChoiceConstraint(int vocabulary, Node at) {
        this.vocabulary = vocabulary;
        this.at = at;
    }

    static ChoiceConstraint of(List<Forms.Written> texts, Tokenizer tokenizer) {
        Node root = new Node();
        for (Forms.Written text : texts) {
            Node node = root;
            for (int id : text.ids()) {
                node = node.next.computeIfAbsent(id, _ -> new Node());
            }
            node.end = true;
            if (text.end() >= 0) {
                node.next.computeIfAbsent(text.end(), _ -> new Node()).end = true;
            }
        }
        return new ChoiceConstraint(tokenizer.size(), root);
    }

    @Override
    public TokenMask allowed() {
        TokenMask mask = new TokenMask(vocabulary);
        at.next.keySet().forEach(mask::add);
        return mask;
    }

    @Override
    public boolean allows(int token) {
        return at.next.containsKey(token);
    }

    @Override
    public void accept(int token) {
        Node next = at.next.get(token);
        if (next == null) {
            throw new IllegalArgumentException("token %d is not allowed here".formatted(token));
        }
        at = next;
    }

    @Override
    public boolean mayEnd() {
        return at.end;
    }

    @Override
    public byte[] forced() {
        return NO_BYTES;
    }

    @Override
    public ChoiceConstraint copy() {
        return new ChoiceConstraint(vocabulary, at);
    }
}
