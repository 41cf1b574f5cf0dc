package org.menura.generate.speculate;

import java.util.Arrays;

/**
 * Guesses that a text goes on as it did where its last tokens stood before: good for summaries, edits, code, and all
 * else that repeats its prompt (Saxena, "Prompt lookup decoding", 2023; arXiv 2304.04487).
 *
 * <p>Places with the same last two tokens are chained by hash, as compressors of the LZ77 kind find their matches; of
 * the nearest ones, the one with the longest match counts. A token costs the same whatever the length of the text.
 */
public final class PromptLookup implements Drafter {
    /** Matches that are longer count no more than this. */
    private static final int LONGEST = 16;

    /** Places that are looked at for each guess. */
    private static final int CANDIDATES = 64;

    private static final int NOWHERE = -1;

    private final int[] heads = new int[1 << 14];
    private int[] tokens = new int[64];
    /** For each place, the one before it with the same hash. */
    private int[] links = new int[64];

    private int size;

    /** Creates a drafter at the start of a text. */
    public PromptLookup() {
        Arrays.fill(heads, NOWHERE);
    }

    @Override
    public void accept(int... next) {
        if (size + next.length > tokens.length) {
            int room = Math.max(2 * size, size + next.length);
            tokens = Arrays.copyOf(tokens, room);
            links = Arrays.copyOf(links, room);
        }
        for (int token : next) {
            tokens[size] = token;
            if (size > 0) {
                int head = hash(tokens[size - 1], token);
                links[size] = heads[head];
                heads[head] = size;
            }
            size++;
        }
    }

    private int hash(int a, int b) {
        int mixed = (a * 0x9E3779B1 + b) * 0x85EBCA77;
        return mixed >>> (Integer.SIZE - Integer.numberOfTrailingZeros(heads.length));
    }

    @Override
    public int[] draft(int most) {
        int best = NOWHERE;
        int longest = 1;
        int place = size < 2 ? NOWHERE : links[size - 1];
        for (int i = 0; i < CANDIDATES && place != NOWHERE && longest < LONGEST; i++) {
            int length = matchBefore(place);
            if (length > longest) {
                longest = length;
                best = place;
            }
            place = links[place];
        }
        if (best == NOWHERE) {
            return new int[0];
        }
        int[] guess = new int[most];
        int period = size - 1 - best;
        for (int i = 0; i < most; i++) {
            guess[i] = i < period ? tokens[best + 1 + i] : guess[i - period];
        }
        return guess;
    }

    /** How many tokens up to this place are the same as up to the end. */
    private int matchBefore(int place) {
        int length = 0;
        while (length < LONGEST && length <= place && tokens[place - length] == tokens[size - 1 - length]) {
            length++;
        }
        return length;
    }
}
