package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Cuts a text at places that the text alone decides, as SentencePiece's models of words and of characters do. */
final class WholeCutter implements SentencePieceCutter {
    private static final byte[] BLANK = "▁".getBytes(StandardCharsets.UTF_8);

    private final Map<String, Integer> ids = new HashMap<>();
    private final Ends ends;

    /** Says where pieces end. */
    interface Ends {
        /** Returns where the piece at an offset ends. */
        int end(byte[] text, int at);
    }

    /** Makes one of a vocabulary and the places to cut at. */
    WholeCutter(SentencePieces vocabulary, Ends ends) {
        this.ends = ends;
        for (int id = 0; id < vocabulary.pieces().length; id++) {
            switch (vocabulary.types()[id]) {
                case NORMAL, USER_DEFINED, UNUSED -> ids.putIfAbsent(vocabulary.pieces()[id], id);
                default -> {}
            }
        }
    }

    /** Returns where the word at an offset ends: before the next visible blank. */
    static int endOfWord(byte[] text, int at) {
        for (int i = at + 1; i < text.length; i++) {
            if (startsWithBlank(text, i)) {
                return i;
            }
        }
        return text.length;
    }

    private static boolean startsWithBlank(byte[] text, int at) {
        for (int i = 0; i < BLANK.length; i++) {
            if (at + i >= text.length || text[at + i] != BLANK[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void cut(byte[] text, Pieces out) {
        for (int at = 0; at < text.length; ) {
            int end = ends.end(text, at);
            String piece = new String(text, at, end - at, StandardCharsets.UTF_8);
            out.piece(ids.getOrDefault(piece, -1), at, end);
            at = end;
        }
    }
}
