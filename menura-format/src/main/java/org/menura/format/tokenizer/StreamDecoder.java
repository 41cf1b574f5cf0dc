package org.menura.format.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * An incremental decoder of token ids that never emits part of a character: bytes of an unfinished UTF-8 sequence wait
 * for the next token. All that {@link #add} returns and {@link #flush} at the end is exactly {@link Tokenizer#decode}
 * of all ids. For one thread.
 */
public final class StreamDecoder {
    /** The byte spelling of a tokenizer's tokens. */
    interface Pieces {
        /** Returns the bytes of a token, which may differ for the first one of a text; none if it has no text. */
        byte[] piece(int id, boolean first);

        /** Returns whether a blank goes behind a token where another follows. */
        default boolean endsWord(int id) {
            return false;
        }

        /** Returns whether a token behind another (-1 if there is none) is as if it were not there. */
        default boolean drops(int id, int previous) {
            return false;
        }

        /** Returns whether an id is that of a special token, which may be left out. */
        boolean isSpecial(int id);

        /** Returns the number of blanks to drop at the very start of a text. */
        int leadingBlanks();
    }

    private static final byte[] NONE = {};

    private final Pieces pieces;
    private final boolean skipSpecial;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] unfinished = NONE;
    private boolean first = true;
    private boolean behindWord;
    private int blanksToDrop;
    private int previous = -1;

    StreamDecoder(Pieces pieces, boolean skipSpecial, int... context) {
        this.pieces = pieces;
        this.skipSpecial = skipSpecial;
        this.blanksToDrop = pieces.leadingBlanks();
        for (int id : context) {
            add(id);
        }
    }

    /** Decodes the next token and returns the text completed by it; empty while a character is still unfinished. */
    public String add(int id) {
        if (skipSpecial && pieces.isSpecial(id)) {
            return "";
        }
        boolean dropped = pieces.drops(id, previous);
        previous = id;
        if (dropped) {
            return "";
        }
        byte[] piece = pieces.piece(id, first);
        if (behindWord) {
            byte[] alone = piece;
            piece = new byte[alone.length + 1];
            piece[0] = ' ';
            System.arraycopy(alone, 0, piece, 1, alone.length);
        }
        first = false;
        behindWord = pieces.endsWord(id);
        int start = 0;
        while (blanksToDrop > 0 && start < piece.length) {
            blanksToDrop = piece[start] == ' ' ? blanksToDrop - 1 : 0;
            start += piece[start] == ' ' ? 1 : 0;
        }
        return decode(piece, start, false);
    }

    /** Returns the rest of the text: U+FFFD if it stops inside a character, otherwise empty. Starts a new text. */
    public String flush() {
        String rest = decode(NONE, 0, true);
        first = true;
        behindWord = false;
        previous = -1;
        blanksToDrop = pieces.leadingBlanks();
        return rest;
    }

    private String decode(byte[] piece, int start, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(unfinished.length + piece.length - start);
        in.put(unfinished).put(piece, start, piece.length - start).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        utf8.decode(in, out, last);
        if (last) {
            utf8.flush(out);
            utf8.reset();
        }
        unfinished = new byte[in.remaining()];
        in.get(unfinished);
        return out.flip().toString();
    }
}
