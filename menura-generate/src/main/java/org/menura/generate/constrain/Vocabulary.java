package org.menura.generate.constrain;

import org.menura.format.tokenizer.Tokenizer;

/** The tokens of a tokenizer as bytes, made ready for masks once and shared. Immutable and safe for threads. */
public final class Vocabulary {
    private final byte[][] bytes;
    private final boolean[] special;

    /** Reads the tokens of a tokenizer. */
    public Vocabulary(Tokenizer tokenizer) {
        int n = tokenizer.size();
        bytes = new byte[n][];
        special = new boolean[n];
        for (int id = 0; id < n; id++) {
            special[id] = tokenizer.isSpecial(id);
            bytes[id] = special[id] ? new byte[0] : tokenizer.bytes(id);
        }
    }

    /** Returns the number of ids. */
    public int size() {
        return bytes.length;
    }

    /** Returns whether an id is that of a control token, which no text produces. */
    public boolean isSpecial(int id) {
        return special[id];
    }

    /** Returns the bytes of a token, not to be changed; none for a control token. */
    byte[] bytes(int id) {
        return bytes[id];
    }
}
