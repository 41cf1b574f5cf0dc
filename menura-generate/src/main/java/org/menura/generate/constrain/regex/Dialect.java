package org.menura.generate.constrain.regex;

/** What regular expressions mean where the syntaxes in use differ. */
public enum Dialect {
    /**
     * Python's {@code re} with ASCII classes: {@code .} is all but a line feed, {@code $} is the end or before a last
     * line feed, {@code {,3}} a repetition, {@code []]} a bracket.
     */
    PYTHON,

    /**
     * ECMA-262 with the flag {@code u}, as JSON Schema wants it: {@code .} is all but line ends, {@code \s} all white
     * space of Unicode, {@code []} nothing and {@code [^]} anything. Syntax that only Python has is understood too.
     */
    ECMA
}
