package org.menura.generate.constrain.gbnf;

import java.util.List;
import org.menura.generate.constrain.grammar.CodePoints;

/** A part of a grammar in GBNF, as it was read. */
sealed interface GbnfNode {
    /** A text. */
    record Text(String text) implements GbnfNode {}

    /** One character of a set. */
    record Set(CodePoints set) implements GbnfNode {}

    /** A rule by its name. */
    record Reference(String rule, int at) implements GbnfNode {}

    /** A part in parentheses, which llama.cpp makes a rule of. */
    record Group(GbnfNode inside) implements GbnfNode {}

    /** One part after another. */
    record Cat(List<GbnfNode> parts) implements GbnfNode {}

    /** Any of some parts. */
    record Alt(List<GbnfNode> options) implements GbnfNode {}

    /** A part repeated. */
    record Repeat(GbnfNode part, int min, int max) implements GbnfNode {}

    /** One token, or any other token. */
    record Token(int id, boolean other) implements GbnfNode {}
}
