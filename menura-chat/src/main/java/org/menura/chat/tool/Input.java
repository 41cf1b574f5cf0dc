package org.menura.chat.tool;

import java.util.List;

/** The text of an answer that comes piece by piece, and the position up to which it has been read. */
final class Input {
    /** The literal does not stand there. */
    static final int NO = -1;
    /** The text ends before that can be said. */
    static final int MAYBE = -2;

    private static final int COMPACT = 1 << 14;

    private final StringBuilder text = new StringBuilder();
    private int position;
    private boolean ended;

    /** Whether a literal stands at a place. */
    enum Match {
        YES,
        NO,
        /** The text ends before that can be said. */
        MAYBE
    }

    /** The earliest delimiter of a text; {@code at} is the text's end where there is none. */
    record Found(int at, String delimiter) {
        boolean exists() {
            return !delimiter.isEmpty();
        }

        int end() {
            return at + delimiter.length();
        }
    }

    void append(CharSequence piece) {
        text.append(piece);
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    int position() {
        return position;
    }

    void moveTo(int newPosition) {
        position = newPosition;
    }

    int length() {
        return text.length();
    }

    boolean isRead() {
        return position == text.length();
    }

    char at(int index) {
        return text.charAt(index);
    }

    String from(int start, int end) {
        return text.substring(start, end);
    }

    /** Forgets what was read; positions that were kept are not valid after it. */
    void compact() {
        if (position > COMPACT) {
            text.delete(0, position);
            position = 0;
        }
    }

    /** Returns the first index from a place on that is no white space. */
    int skipSpace(int from) {
        int i = from;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    Match match(int at, String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (at + i >= text.length()) {
                return ended ? Match.NO : Match.MAYBE;
            }
            if (text.charAt(at + i) != literal.charAt(i)) {
                return Match.NO;
            }
        }
        return Match.YES;
    }

    /** Returns whether one of some literals stands at a place, or may. */
    Match matchAny(int at, List<String> literals) {
        Match best = Match.NO;
        for (String literal : literals) {
            Match match = match(at, literal);
            if (match == Match.YES) {
                return match;
            }
            best = match == Match.MAYBE ? match : best;
        }
        return best;
    }

    /**
     * Drops what has not been read, if it is the begin of one of some literals and more than white space.
     *
     * @param useless those that say nothing where nothing follows: dropped also as a whole
     */
    void dropCut(List<String> literals, List<String> useless) {
        int at = skipSpace(position);
        String rest = text.substring(at);
        boolean cut = matching(at, literals).isEmpty() && matchAny(at, literals) == Match.MAYBE;
        if (!rest.isEmpty() && (cut || useless.contains(rest.stripTrailing()))) {
            position = text.length();
        }
    }

    /** Returns the longest of some literals that stands at a place; empty if none does. */
    String matching(int at, List<String> literals) {
        String longest = "";
        for (String literal : literals) {
            if (literal.length() > longest.length() && match(at, literal) == Match.YES) {
                longest = literal;
            }
        }
        return longest;
    }

    /**
     * Matches a literal, in which white space stands for any white space or none.
     *
     * @return the index behind it; {@link #NO} or {@link #MAYBE}
     */
    int flexible(int at, String literal) {
        int i = at;
        for (int k = 0; k < literal.length(); k++) {
            char c = literal.charAt(k);
            if (Character.isWhitespace(c)) {
                i = skipSpace(i);
            } else if (i >= text.length()) {
                return ended ? NO : MAYBE;
            } else if (text.charAt(i++) != c) {
                return NO;
            }
        }
        return i;
    }

    /**
     * Finds the earliest of some delimiters from a place on. Where there is none, or where an earlier or a longer one may be
     * on its way, the result has no delimiter, and its place is the end of what belongs to none.
     */
    Found find(int from, List<String> delimiters) {
        for (int i = from; i < text.length(); i++) {
            String longest = matching(i, delimiters);
            for (String delimiter : delimiters) {
                if (delimiter.length() > longest.length() && match(i, delimiter) == Match.MAYBE) {
                    return new Found(i, "");
                }
            }
            if (!longest.isEmpty()) {
                return new Found(i, longest);
            }
        }
        return new Found(text.length(), "");
    }
}
