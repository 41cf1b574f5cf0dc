package org.menura.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;

/**
 * Keeps what is said from becoming control tokens: the texts of such tokens are marked before a template lays a message
 * out, and are tokenised as text. In messages of the assistant these are special tokens and placeholders of media, for
 * added tokens such as {@code <think>} belong to what it says; in all other messages, and in what tools and documents
 * hold, they are all added tokens.
 */
final class ControlGuard {
    /** Code points that are no characters, so that no message has a use for them. */
    private static final char OPEN = '\uFDD0';

    private static final char CLOSE = '\uFDD1';

    private final Tokenizer tokenizer;
    private final Controls all;
    private final Controls assistants;

    /** A text that tokenizers may take for a token, and whether they pass over it if asked to. */
    private record Control(String text, boolean isSpecial) {}

    /** Controls, and which characters they begin with. */
    private record Controls(List<Control> longestFirst, BitSet beginnings) {
        static Controls of(Stream<Control> controls) {
            List<Control> sorted = controls.filter(c -> !c.text.isBlank())
                    .sorted(Comparator.comparingInt((Control c) -> c.text.length())
                            .reversed())
                    .toList();
            BitSet beginnings = new BitSet();
            for (Control control : sorted) {
                beginnings.set(Character.toLowerCase(control.text.charAt(0)));
                beginnings.set(Character.toUpperCase(control.text.charAt(0)));
            }
            return new Controls(sorted, beginnings);
        }

        /** The longest at a place; in any case, since tokenizers may ignore it. */
        @Nullable
        Control at(String text, int at) {
            if (beginnings.get(text.charAt(at))) {
                for (Control control : longestFirst) {
                    if (text.regionMatches(true, at, control.text, 0, control.text.length())) {
                        return control;
                    }
                }
            }
            return null;
        }
    }

    /**
     * Makes the guard of a tokenizer.
     *
     * @param placeholders texts that stand for images and audio
     */
    ControlGuard(Tokenizer tokenizer, Collection<String> placeholders) {
        this.tokenizer = tokenizer;
        List<Control> added = tokenizer.addedTokens().stream()
                .map(token -> new Control(token.content(), token.special()))
                .toList();
        List<Control> others = placeholders.stream()
                .filter(text -> added.stream().noneMatch(c -> c.text.equals(text)))
                .map(text -> new Control(text, true))
                .toList();
        this.all = Controls.of(Stream.concat(added.stream(), others.stream()));
        this.assistants =
                Controls.of(all.longestFirst.stream().filter(c -> c.isSpecial || placeholders.contains(c.text)));
    }

    /** Marks the texts of control tokens within a message. */
    String guarded(String message, boolean isAssistants) {
        String text = message.indexOf(OPEN) < 0 && message.indexOf(CLOSE) < 0
                ? message
                : message.replace(String.valueOf(OPEN), "").replace(String.valueOf(CLOSE), "");
        Controls controls = isAssistants ? assistants : all;
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            Control control = controls.at(text, i);
            int length = 1;
            if (control == null) {
                out.append(text.charAt(i));
            } else {
                // Others than special tokens are found in any text, so they are broken up behind their first character.
                length = control.isSpecial ? control.text.length() : Character.charCount(text.codePointAt(i));
                out.append(OPEN).append(text, i, i + length).append(CLOSE);
            }
            i += length;
        }
        return out.toString();
    }

    /** Counts how often a text stands outside of marks. */
    static int count(String marked, String text) {
        int count = 0;
        for (int at = marked.indexOf(text); at >= 0; at = marked.indexOf(text, at + text.length())) {
            count += at > 0 && marked.charAt(at - 1) == OPEN ? 0 : 1;
        }
        return count;
    }

    /**
     * Tokenises a text with marks.
     *
     * @param places what takes the place of ids outside of marks
     */
    int[] ids(String marked, Map<Integer, Integer> places) {
        List<int[]> parts = new ArrayList<>();
        boolean plain = false;
        int from = 0;
        for (int i = 0; i <= marked.length(); i++) {
            boolean mark = i < marked.length() && (marked.charAt(i) == OPEN || marked.charAt(i) == CLOSE);
            if (mark || i == marked.length()) {
                if (i > from) {
                    int[] ids = tokenizer.encode(marked.substring(from, i), false, !plain);
                    for (int k = 0; !plain && !places.isEmpty() && k < ids.length; k++) {
                        ids[k] = places.getOrDefault(ids[k], ids[k]);
                    }
                    parts.add(ids);
                }
                plain = mark && marked.charAt(i) == OPEN;
                from = i + 1;
            }
        }
        return parts.size() == 1
                ? parts.getFirst()
                : parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
