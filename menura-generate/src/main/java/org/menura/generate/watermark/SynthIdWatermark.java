package org.menura.generate.watermark;

import java.util.List;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.Watermark;

/**
 * Lets candidates compete in a tournament of one layer per key (Dathathri et al., "Scalable watermarking for identifying
 * large language model outputs", Nature 634, 2024), as transformers' {@code SynthIDTextWatermarkLogitsProcessor} does on a
 * CPU: each layer favours the candidates to which the hash of the last tokens, the candidate and the key gives a one.
 *
 * @param ngramLength number of tokens that are hashed, the candidate included; with 1 all contexts are alike, so that only
 *     the first token of a text is marked, unless {@code historySize} is 0
 * @param keys one per layer
 * @param historySize number of last contexts in which no token is marked again
 * @param tableSeed seed of the table of zeros and ones that hashes are looked up in
 * @param tableSize size of that table
 * @param skipsFirst whether the first {@code ngramLength − 1} tokens, whose context is not full, are left as they are
 */
public record SynthIdWatermark(
        int ngramLength, List<Long> keys, int historySize, long tableSeed, int tableSize, boolean skipsFirst)
        implements Watermark {
    /** The most layers. */
    public static final int MOST_KEYS = 64;

    private static final int MOST_HISTORY = 1 << 20;
    private static final int MOST_TABLE = 1 << 24;

    private record Table(long seed, int size) {}

    private static final LastMade<Table, byte[]> TABLES = new LastMade<>(table -> {
        TorchGenerator generator = new TorchGenerator(table.seed);
        byte[] ones = new byte[table.size];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = (byte) (generator.nextWord() & 1);
        }
        return ones;
    });

    /** Checks the parameters. */
    public SynthIdWatermark {
        keys = List.copyOf(keys);
        if (ngramLength < 1 || ngramLength > 1 << 16) {
            throw new IllegalArgumentException("ngram_len must be from 1 to 65536, but it is " + ngramLength);
        }
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException(
                    "keys must be a list of 1 to %d numbers, but it has %d".formatted(MOST_KEYS, keys.size()));
        }
        if (historySize < 0 || historySize > MOST_HISTORY) {
            throw new IllegalArgumentException(
                    "context_history_size must be from 0 to %d, but it is %d".formatted(MOST_HISTORY, historySize));
        }
        if (tableSize < 1 || tableSize > MOST_TABLE) {
            throw new IllegalArgumentException(
                    "sampling_table_size must be from 1 to %d, but it is %d".formatted(MOST_TABLE, tableSize));
        }
    }

    /** Creates a watermark with transformers' defaults for all but the length of n-grams and the keys. */
    public SynthIdWatermark(int ngramLength, List<Long> keys) {
        this(ngramLength, keys, 1024, 0, 1 << 16, false);
    }

    @Override
    public SamplingStage stage() {
        return new SynthIdStage(this);
    }

    /** Returns the number of layers. */
    public int depth() {
        return keys.size();
    }

    /** Returns the table of zeros and ones. */
    public byte[] samplingTable() {
        return table().clone();
    }

    private byte[] table() {
        return TABLES.of(new Table(tableSeed, tableSize));
    }

    /**
     * Computes the g-values of the n-grams of a text.
     *
     * @return per n-gram a word whose bit {@code d} is the g-value of layer {@code d}; none for a text that is too short
     */
    public long[] gValues(int[] tokens) {
        long[] out = new long[Math.max(0, tokens.length - ngramLength + 1)];
        Marks marks = marks();
        for (int i = 0; i < out.length; i++) {
            out[i] = marks.of(contextHash(tokens, i), tokens[i + ngramLength - 1]);
        }
        return out;
    }

    /** Hashes the context, {@code ngramLength − 1} tokens from a place on. */
    public long contextHash(int[] tokens, int from) {
        long hash = TokenHash.EMPTY;
        for (int i = from; i < from + ngramLength - 1; i++) {
            hash = TokenHash.add(hash, tokens[i]);
        }
        return hash;
    }

    Marks marks() {
        return new Marks(this);
    }

    /** Looks up g-values. */
    static final class Marks {
        private final byte[] table;
        private final long[] keys;
        private final boolean masked;

        private Marks(SynthIdWatermark mark) {
            table = mark.table();
            keys = mark.keys.stream().mapToLong(Long::longValue).toArray();
            masked = Integer.bitCount(table.length) == 1;
        }

        /** The g-values of a token behind a context. */
        long of(long context, int token) {
            long hash = TokenHash.add(context, token);
            long word = 0;
            for (int d = 0; d < keys.length; d++) {
                long key = TokenHash.add(hash, keys[d]);
                int at = (int) (masked ? key & table.length - 1 : Math.floorMod(key, (long) table.length));
                word |= (long) table[at] << d;
            }
            return word;
        }
    }
}
