package org.menura.data.tokenizer;

import java.lang.Character.UnicodeScript;
import org.menura.data.tokenizer.WordCounts.Splitter;
import org.menura.data.tokenizer.WordCounts.WordSink;

/**
 * The stretches of a text within which SentencePiece lets pieces lie: a blank, spelled U+2581, begins one, and letters of
 * different scripts, digits, signs and line breaks are kept apart (its {@code split_by_unicode_script} and
 * {@code split_by_number}). A text is read as if a blank stood before it.
 *
 * @param joinBlanks whether several blanks may be one piece; the last of a run always goes to the word behind it
 */
record PieceWords(boolean joinBlanks) implements Splitter {
    /** Longer stretches are cut, in code points: no piece is nearly as long, and the cost of a word grows with it. */
    static final int MAX_WORD = 32;

    private static final int BLANK = '▁';
    private static final int DIGIT = -1;
    private static final int SIGN = -2;
    private static final int SPACE = -3;
    private static final int NOTHING = -4;

    @Override
    public void split(String text, WordSink words) {
        if (text.isEmpty()) {
            return;
        }
        StringBuilder word = new StringBuilder();
        int length = 1;
        int kind = NOTHING;
        word.appendCodePoint(BLANK);
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (c == ' ' || c == BLANK) {
                boolean another = kind == NOTHING && word.length() > 0;
                if (another && joinBlanks && length < MAX_WORD) {
                    word.appendCodePoint(BLANK);
                    length++;
                    continue;
                }
                flush(word, words);
                word.appendCodePoint(BLANK);
                length = 1;
                kind = NOTHING;
                continue;
            }
            int next = kind(c, kind);
            if (kind == NOTHING && length > 1) {
                // Of a run of blanks, all but the last.
                words.word(word.substring(1));
                word.setLength(1);
                length = 1;
            }
            // Spaces other than blanks stand alone, also without the blank before them.
            boolean apart = kind == NOTHING ? next == SPACE : next != kind;
            if (apart || length >= MAX_WORD) {
                flush(word, words);
                length = 0;
            }
            word.appendCodePoint(c);
            length++;
            kind = next;
        }
        flush(word, words);
    }

    private static void flush(StringBuilder word, WordSink words) {
        if (!word.isEmpty()) {
            words.word(word.toString());
            word.setLength(0);
        }
    }

    /** The kind of a character: a script for letters. Marks and letters of no script go with the letters before them. */
    private static int kind(int c, int before) {
        if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
            return SPACE;
        }
        if (Character.isDigit(c)) {
            return DIGIT;
        }
        UnicodeScript script = UnicodeScript.of(c);
        if (script == UnicodeScript.INHERITED || (script == UnicodeScript.COMMON && Character.isLetter(c))) {
            return before >= 0 ? before : Character.isLetter(c) ? UnicodeScript.COMMON.ordinal() : SIGN;
        }
        if (script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA) {
            return UnicodeScript.HAN.ordinal();
        }
        boolean letter = Character.isLetter(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
        return letter ? script.ordinal() : SIGN;
    }
}
