package org.menura.generate.sample;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.menura.tensor.annotation.Extension;

/** The token history of a sequence, prompt included. */
@Extension
public final class TokenHistory {
    /** Tokens that are read before more memory is asked for, so that a false length can't ask for much. */
    private static final int CHUNK = 1 << 14;

    private int[] tokens;
    private int size;

    TokenHistory() {
        this(new int[64], 0);
    }

    private TokenHistory(int[] tokens, int size) {
        this.tokens = tokens;
        this.size = size;
    }

    void add(int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.addExact(size, Math.max(size / 2, 16)));
        }
        tokens[size++] = token;
    }

    /** Returns the number of tokens. */
    public int size() {
        return size;
    }

    /** Returns the token that lies {@code i} tokens before the last one; 0 is the last one. */
    public int fromEnd(int i) {
        return tokens[size - 1 - i];
    }

    /**
     * Returns a copy of the last tokens, oldest first.
     *
     * @param count most tokens to return; -1 for all
     */
    public int[] last(int count) {
        return Arrays.copyOfRange(tokens, size - window(count), size);
    }

    /** Counts the tokens that a window of {@code count} tokens (-1: of all) holds by now. */
    int window(int count) {
        return count < 0 ? size : Math.min(count, size);
    }

    TokenHistory copy() {
        return new TokenHistory(tokens.clone(), size);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeInt(tokens[i]);
        }
    }

    /** Reads what {@link #save} wrote; an IllegalArgumentException says that it can't be that. */
    static TokenHistory load(DataInput in) throws IOException {
        int size = in.readInt();
        if (size < 0) {
            throw new IllegalArgumentException("a history of " + size + " tokens");
        }
        TokenHistory history = new TokenHistory(new int[Math.min(size, CHUNK)], 0);
        for (int i = 0; i < size; i++) {
            history.add(in.readInt());
        }
        return history;
    }
}
