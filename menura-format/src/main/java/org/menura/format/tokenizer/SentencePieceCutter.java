package org.menura.format.tokenizer;

/** Cuts a normalised text into pieces, by whatever algorithm its vocabulary has. */
interface SentencePieceCutter {
    /** Takes the pieces, in their order. */
    interface Pieces {
        /**
         * Takes a piece.
         *
         * @param id its id, negative for a text that the vocabulary does not have
         */
        void piece(int id, int from, int to);
    }

    /** Cuts a text in UTF-8. */
    void cut(byte[] text, Pieces out);

    /** Returns where the character at an offset ends. */
    static int end(byte[] text, int at) {
        int end = at + 1;
        while (end < text.length && (text[end] & 0xC0) == 0x80) {
            end++;
        }
        return end;
    }
}
