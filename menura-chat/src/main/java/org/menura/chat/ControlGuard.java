package org.menura.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.menura.format.tokenizer.AddedToken;
import org.menura.format.tokenizer.Tokenizer;

/**
 * Keeps what is said from becoming control tokens: texts of such tokens within a message are marked before the template
 * lays the message out, and are encoded as text. Added tokens that are not special, such as {@code <think>} in most
 * vocabularies, are part of texts.
 */
public final class ControlGuard {
    /** Code points that are no characters, so that no message has a use for them. */
    private static final char OPEN = '\uFDD0';

    private static final char CLOSE = '\uFDD1';

    private final Tokenizer tokenizer;
    private final List<String> longestFirst;
    private final BitSet beginnings = new BitSet();

    public ControlGuard(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.longestFirst = tokenizer.addedTokens().stream()
                .filter(AddedToken::special)
                .map(AddedToken::content)
                .filter(text -> !text.isBlank())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (String control : longestFirst) {
            beginnings.set(Character.toLowerCase(control.charAt(0)));
            beginnings.set(Character.toUpperCase(control.charAt(0)));
        }
    }

    /** What a message says, with marks. */
    public String guarded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int length = controlAt(text, i);
            char c = text.charAt(i);
            if (length > 0) {
                out.append(OPEN).append(text, i, i + length).append(CLOSE);
            } else if (c != OPEN && c != CLOSE) {
                out.append(c);
            }
            i += Math.max(1, length);
        }
        return out.toString();
    }

    /** Length of the longest control token's text at a place; in any case, since tokenizers may ignore it. */
    private int controlAt(String text, int at) {
        if (!beginnings.get(text.charAt(at))) {
            return 0;
        }
        for (String control : longestFirst) {
            if (text.regionMatches(true, at, control, 0, control.length())) {
                return control.length();
            }
        }
        return 0;
    }

    /** The ids of a text with marks. */
    public int[] ids(String text) {
        List<int[]> parts = new ArrayList<>();
        boolean plain = false;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean mark = i < text.length() && (text.charAt(i) == OPEN || text.charAt(i) == CLOSE);
            if (mark || i == text.length()) {
                if (i > from) {
                    parts.add(tokenizer.encode(text.substring(from, i), false, !plain));
                }
                plain = mark && text.charAt(i) == OPEN;
                from = i + 1;
            }
        }
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
