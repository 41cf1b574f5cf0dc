package org.menura.generate.constrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.grammar.GrammarState;

/**
 * The tokens of a tokenizer as trees of bytes, made ready once, and the masks of grammars over them, remembered within a
 * budget of memory and shared between texts. Safe for threads.
 */
public final class Vocabulary {
    /** The memory that remembered masks may take unless told otherwise, in bytes. */
    public static final long DEFAULT_MASK_BYTES = 64L << 20;

    private final byte[][] bytes;
    private final boolean[] special;

    /** The next token of the same bytes, −1 at the last. */
    private final int[] same;

    /** All tokens that have bytes. */
    private final ByteTrie all;

    /** The tokens of each slice, and last those of none. */
    private final List<ByteTrie> parts;

    /** The tokens of each slice and of those before it in its row. */
    private final TokenMask[] slices;

    /** The tokens of all slices. */
    private final TokenMask allSlices;

    private final MaskCache masks;
    private final MasksAhead ahead = new MasksAhead();

    /** The most bytes of a token. */
    private final int longest;

    /** The end-of-sequence token, −1 if there is none. */
    private final int end;

    /** Reads the tokens of a tokenizer. */
    public Vocabulary(Tokenizer tokenizer) {
        this(tokenizer, DEFAULT_MASK_BYTES);
    }

    /**
     * Reads the tokens of a tokenizer.
     *
     * @param maskBytes the memory that remembered masks may take, in bytes
     */
    public Vocabulary(Tokenizer tokenizer, long maskBytes) {
        int n = tokenizer.size();
        end = tokenizer.eos().orElse(-1);
        bytes = new byte[n][];
        special = new boolean[n];
        for (int id = 0; id < n; id++) {
            special[id] = tokenizer.isSpecial(id);
            bytes[id] = special[id] ? new byte[0] : tokenizer.bytes(id);
        }
        longest = Arrays.stream(bytes).mapToInt(b -> b.length).max().orElse(0);
        same = new int[n];
        Arrays.fill(same, -1);
        int[] distinct = distinct();
        all = ByteTrie.of(bytes, distinct, same);
        int[] slice = new int[n];
        int[] counts = new int[Slices.COUNT + 1];
        for (int id : distinct) {
            slice[id] = Slices.of(bytes[id]);
            counts[slice[id]]++;
        }
        parts = new ArrayList<>();
        slices = new TokenMask[Slices.COUNT];
        allSlices = new TokenMask(n);
        for (int s = 0; s <= Slices.COUNT; s++) {
            int[] ids = new int[counts[s]];
            int k = 0;
            for (int id : distinct) {
                if (slice[id] == s) {
                    ids[k++] = id;
                }
            }
            parts.add(ByteTrie.of(bytes, ids, same));
            if (s < Slices.COUNT) {
                slices[s] = new TokenMask(n);
                for (int id : ids) {
                    for (int i = id; i >= 0; i = same[i]) {
                        slices[s].add(i);
                    }
                }
                allSlices.addAll(slices[s]);
                if (s % Slices.ROW > 0) {
                    slices[s].addAll(slices[s - 1]);
                }
            }
        }
        masks = new MaskCache(maskBytes, n);
    }

    /** The tokens with bytes, sorted by them; of those with the same bytes the first, which links to the others. */
    private int[] distinct() {
        int[] order = ByteOrder.sort(bytes);
        int[] out = new int[order.length];
        int n = 0;
        int before = -1;
        for (int id : order) {
            if (before >= 0 && Arrays.equals(bytes[before], bytes[id])) {
                same[before] = id;
            } else {
                out[n++] = id;
            }
            before = id;
        }
        return Arrays.copyOf(out, n);
    }

    /** Returns the number of ids. */
    public int size() {
        return bytes.length;
    }

    /** Returns whether an id is that of a control token, which no text produces. */
    public boolean isSpecial(int id) {
        return special[id];
    }

    /** Returns whether an id is that of the end-of-sequence token. */
    boolean isEnd(int id) {
        return id == end;
    }

    /** Returns the bytes of a token, not to be changed; none for a control token. */
    byte[] bytes(int id) {
        return bytes[id];
    }

    /** Adds a token of a tree and all of the same bytes. */
    void add(TokenMask mask, int token) {
        if ((token & ByteTrie.SEVERAL) == 0) {
            mask.add(token);
            return;
        }
        for (int id = token & ~ByteTrie.SEVERAL; id >= 0; id = same[id]) {
            mask.add(id);
        }
    }

    ByteTrie all() {
        return all;
    }

    ByteTrie part(int slice) {
        return parts.get(slice);
    }

    /** The tokens of a slice and of those before it in its row. */
    TokenMask slices(int slice) {
        return slices[slice];
    }

    TokenMask allSlices() {
        return allSlices;
    }

    /** Returns the tokens that may come next in a state: computed, or remembered. */
    TokenMask mask(GrammarState place) {
        GrammarState state = place.within(longest);
        @Nullable TokenMask known = masks.get(state);
        if (known == null) {
            known = ahead.of(state);
        }
        return known == null ? computed(state) : known;
    }

    private TokenMask computed(GrammarState state) {
        TokenMask mask = new MaskWalk(this, state).run();
        masks.put(state, mask);
        return mask;
    }

    /** Begins to find the tokens that may come next in a state on another thread, where that takes long enough. */
    void prepare(GrammarState place) {
        GrammarState state = place.within(longest);
        if (bytes.length >= MasksAhead.WORTH_A_THREAD && masks.get(state) == null) {
            ahead.begin(state, this::computed);
        }
    }
}
