package org.menura.generate.constrain.structural;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.AddedToken;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Literals and texts between them, over the control tokens of a tokenizer: where the text of one stands in a literal, the
 * token must be written, and texts hold none.
 */
final class Delimiters {
    private final GrammarContext context;
    private final RxContext rx;
    /** Control tokens, the longest first. */
    private final List<AddedToken> controls;

    /** A part of a literal: a control token, or text. */
    record Part(String text, int token) {
        boolean isControl() {
            return token >= 0;
        }
    }

    Delimiters(GrammarContext context, Tokenizer tokenizer) {
        this.context = context;
        this.rx = context.rx();
        this.controls = tokenizer.addedTokens().stream()
                .filter(t -> tokenizer.isSpecial(t.id()) && !t.content().isEmpty())
                .sorted(Comparator.comparingInt((AddedToken t) -> t.content().length())
                        .reversed())
                .toList();
    }

    GrammarContext context() {
        return context;
    }

    RxContext rx() {
        return rx;
    }

    /** Cuts a text at the control tokens in it. */
    List<Part> parts(String text) {
        List<Part> out = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < text.length()) {
            AddedToken control = control(text, at);
            if (control == null) {
                at++;
                continue;
            }
            if (at > from) {
                out.add(new Part(text.substring(from, at), -1));
            }
            out.add(new Part(control.content(), control.id()));
            at += control.content().length();
            from = at;
        }
        if (from < text.length()) {
            out.add(new Part(text.substring(from), -1));
        }
        return out;
    }

    private @Nullable AddedToken control(String text, int at) {
        for (AddedToken control : controls) {
            if (text.startsWith(control.content(), at)) {
                return control;
            }
        }
        return null;
    }

    /** Returns the node of a literal. */
    Node literal(String text) {
        List<Node> nodes = new ArrayList<>();
        for (Part part : parts(text)) {
            nodes.add(part.isControl() ? context.special(part.token()) : context.literal(part.text()));
        }
        return context.sequence(nodes);
    }

    /** Returns the language of texts that hold none of some delimiters, spelled out or as control tokens. */
    Rx without(Collection<String> delimiters) {
        List<Rx> forbidden = delimiters.stream()
                .map(d -> rx.concat(rx.anyBytes(), rx.literal(d), rx.anyBytes()))
                .toList();
        return rx.minus(rx.anyText(), rx.or(forbidden));
    }

    /** Returns the language of texts that begin, but for white space, with one of some delimiters. */
    Rx beginningWith(Collection<String> delimiters) {
        List<Rx> beginnings = delimiters.stream()
                .map(d -> rx.concat(space(0, Rx.UNBOUNDED), rx.literal(d), rx.anyBytes()))
                .toList();
        return rx.or(beginnings);
    }

    /** Returns the language of texts behind which one of some delimiters would be found too early. */
    Rx endingWithPartOf(Collection<String> delimiters) {
        List<Rx> ends = new ArrayList<>();
        for (String delimiter : delimiters) {
            for (int shift = 1; shift < delimiter.length(); shift++) {
                if (delimiter.startsWith(delimiter.substring(shift))) {
                    ends.add(rx.concat(rx.anyBytes(), rx.literal(delimiter.substring(0, shift))));
                }
            }
        }
        return rx.or(ends);
    }

    /** Returns the language of white space. */
    Rx space(int min, int max) {
        return rx.repeat(rx.or(rx.literal(" "), rx.literal("\n"), rx.literal("\t"), rx.literal("\r")), min, max);
    }

    /** Returns a text of a language that ends at a delimiter, and the delimiter. */
    Node until(Rx texts, String delimiter) {
        List<String> own = List.of(delimiter.strip());
        Rx before = rx.minus(rx.and(texts, without(own)), endingWithPartOf(own));
        return context.sequence(context.terminal(before), literal(delimiter));
    }
}
