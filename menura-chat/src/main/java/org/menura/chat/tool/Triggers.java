package org.menura.chat.tool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.menura.chat.tool.CallFormat.Trait;

/** What may begin a tool call in the text of an answer. */
final class Triggers {
    private final List<CallFormat> formats;
    private final AnswerOptions options;
    private final List<String> strong;
    private final List<String> withBare;
    private final List<String> atStart;

    Triggers(List<CallFormat> formats, AnswerOptions options) {
        this.formats = options.tools() != null && options.tools().isEmpty() ? List.of() : formats;
        this.options = options;
        Set<String> own = new LinkedHashSet<>();
        Set<String> bare = new LinkedHashSet<>();
        Set<String> first = new LinkedHashSet<>();
        for (CallFormat format : this.formats) {
            (!format.has(Trait.BARE) ? own : format.has(Trait.AT_START) ? first : bare).addAll(of(format));
        }
        this.strong = List.copyOf(own);
        bare.addAll(own);
        this.withBare = List.copyOf(bare);
        first.addAll(bare);
        this.atStart = List.copyOf(first);
    }

    /** Returns what may begin calls of a format: delimiters without white space. */
    private static List<String> of(CallFormat format) {
        List<String> out = new ArrayList<>();
        if (!format.begin().isBlank()) {
            out.add(firstWord(format.begin()));
        }
        if (format.begin().isBlank() || format.has(Trait.LOOSE)) {
            out.addAll(beginnings(format));
        }
        return out;
    }

    /** Returns the delimiters with which a single call of a format may begin. */
    static List<String> beginnings(CallFormat format) {
        List<String> out = new ArrayList<>();
        for (CallPart part : format.call()) {
            switch (part) {
                case CallPart.Lenient(String text) -> out.add(firstWord(text));
                case CallPart.Literal(String text) -> {
                    out.add(firstWord(text));
                    return out;
                }
                case CallPart.CallObject _, CallPart.NameToArguments _ -> {
                    out.add("{");
                    return out;
                }
                default -> {
                    return out;
                }
            }
        }
        return out;
    }

    private static String firstWord(String literal) {
        return literal.strip().split("\\s", 2)[0];
    }

    /** Returns those that nothing but a call begins with. */
    List<String> strong() {
        return strong;
    }

    /** Returns all; {@code start} says whether the answer has no text yet. */
    List<String> all(boolean start) {
        return start ? atStart : withBare;
    }

    boolean isTrigger(String delimiter) {
        return atStart.contains(delimiter);
    }

    /** Returns a reader of the calls that a delimiter begins. */
    CallReader reader(String delimiter, int at, Input input, AnswerBuilder answer) {
        List<CallFormat> candidates =
                formats.stream().filter(f -> of(f).contains(delimiter)).toList();
        return new CallReader(candidates, delimiter, at, options, input, answer);
    }
}
