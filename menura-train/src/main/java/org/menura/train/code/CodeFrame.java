package org.menura.train.code;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.data.SpecialTokens;
import org.menura.data.TokenIds;
import org.menura.train.data.BatchBuilder;
import org.menura.train.data.Seq2SeqBatch;

/**
 * The tokens around and between what a model of source code reads and writes.
 *
 * @param around the tokens that the tokenizer puts around a text
 * @param end end of sequence; it also parts a description from its code
 * @param start the token that the decoder begins with
 * @param firstSentinel id of {@code <extra_id_0>}; the next is one less
 * @param sentinels number of sentinels
 * @param english the tag of descriptions
 * @param length maximum number of tokens that are read, and that are written
 */
public record CodeFrame(
        SpecialTokens around, int end, int start, int firstSentinel, int sentinels, int[] english, int length) {
    public CodeFrame {
        if (sentinels < 1 || firstSentinel < sentinels - 1 || length < 4) {
            throw new IllegalArgumentException(
                    "%d sentinels from id %d down, %d tokens".formatted(sentinels, firstSentinel, length));
        }
    }

    /** Returns the id of a sentinel. */
    public int sentinel(int number) {
        return firstSentinel - number;
    }

    /** A part of what is read: the words of a description, then those of its code. */
    record Reading(List<int[]> words, int docstring, int[] names) {
        /** Counts the tokens of all words. */
        int tokens() {
            return words.stream().mapToInt(w -> w.length).sum();
        }
    }

    /**
     * Lays out description and code, cut to what there is room for: of the description at most half of it.
     */
    Reading reading(CodeText text) {
        List<int[]> words = new ArrayList<>();
        int room = length - around.length() - 1;
        int left = add(text.docstring(), room / 2, words);
        int docstring = words.size();
        add(text.code(), room - (room / 2 - left), words);
        return new Reading(words, docstring, Arrays.copyOf(text.names(), words.size() - docstring));
    }

    private static int add(List<int[]> from, int room, List<int[]> words) {
        int left = room;
        for (int[] word : from) {
            if (word.length > left) {
                return left;
            }
            words.add(word);
            left -= word.length;
        }
        return left;
    }

    /** Builds an example: what the encoder reads, without the tokens around it, and what the decoder writes. */
    CodeBatch example(int[] read, int[] written) {
        int[] inputs = around.around(read, length);
        int[] targets = Arrays.copyOf(written, Math.min(length, written.length + 1));
        if (targets.length > written.length) {
            targets[written.length] = end;
        }
        int[] shifted = new int[targets.length];
        shifted[0] = start;
        System.arraycopy(targets, 0, shifted, 1, targets.length - 1);
        return CodeBatch.written(new Seq2SeqBatch(
                inputs, new int[] {inputs.length}, new BatchBuilder().add(shifted, targets).build()));
    }

    /** Joins the tokens of words. */
    static int[] joined(List<int[]> words) {
        int[] all = new int[0];
        return words.stream().reduce(all, TokenIds::joined);
    }
}
