package org.menura.format.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/**
 * A tokenizer: encodes text as token ids and decodes them. Implementations are immutable and may be used by many
 * threads at once.
 *
 * <p>Ids run from 0 to {@link #size()} − 1; a vocabulary may have gaps, whose tokens are empty.
 */
public interface Tokenizer {
    /**
     * Encodes a text as token ids.
     *
     * @param addSpecial whether to add the tokens that this tokenizer puts around a text (such as BOS, EOS, CLS, SEP)
     * @param parseSpecial whether the texts of special tokens are recognised as these tokens; pass {@code false} for
     *     text that comes from a user
     */
    int[] encode(String text, boolean addSpecial, boolean parseSpecial);

    /**
     * Encodes two texts joined as the tokenizer joins pairs (BERT: {@code [CLS] a [SEP] b [SEP]}), special-token texts
     * not recognised.
     *
     * @param addSpecial whether to add the tokens around and between them
     */
    EncodedPair encodePair(String first, String second, boolean addSpecial);

    /**
     * Decodes token ids to text. Bytes that are not UTF-8 become U+FFFD; ids outside the vocabulary have no text.
     *
     * @param skipSpecial whether special tokens are left out
     */
    default String decode(int[] ids, boolean skipSpecial) {
        StreamDecoder stream = stream(skipSpecial);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.add(id));
        }
        return text.append(stream.flush()).toString();
    }

    /**
     * Returns the bytes that a token stands for inside a text; none for a special token or an id outside the
     * vocabulary.
     */
    byte[] bytes(int id);

    /** Returns the vocabulary size: one more than the largest id. */
    int size();

    /** Returns the id of a token as the vocabulary spells it. */
    OptionalInt id(String token);

    /**
     * Returns a token as the vocabulary spells it, empty in a gap of the vocabulary.
     *
     * @throws IllegalArgumentException if the id is not in 0 .. size − 1
     */
    String token(int id);

    /** Returns the id of the beginning-of-sequence token, where there is one. */
    OptionalInt bos();

    /** Returns the id of the end-of-sequence token, where there is one. */
    OptionalInt eos();

    /** Returns the id of the padding token, where there is one. */
    OptionalInt pad();

    /** Returns the id of the unknown token, for text that the vocabulary can't express, where there is one. */
    OptionalInt unk();

    /** Returns whether an id is that of a control token, which is no part of a text. */
    boolean isSpecial(int id);

    /** Returns the tokens that are matched in a text before all others, by id. */
    List<AddedToken> addedTokens();

    /** Creates a decoder of a text from its start, token by token, special tokens left out. */
    default StreamDecoder stream() {
        return stream(true);
    }

    /**
     * Creates a decoder of the tokens that follow a context: the text of context and ids together begins with the text
     * of the context and goes on with what the decoder returns. Without a context, the text starts at the first id.
     */
    StreamDecoder stream(boolean skipSpecial, int... context);
}
