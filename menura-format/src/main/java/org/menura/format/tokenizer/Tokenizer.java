package org.menura.format.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/**
 * Turns text into token ids and back. Implementations are immutable and may be used by many threads at once.
 *
 * <p>Ids run from 0 to {@link #size()} − 1; a vocabulary may have gaps, whose tokens are empty.
 */
public interface Tokenizer {
    /**
     * The ids of a text.
     *
     * @param addSpecial whether to add the tokens that this tokenizer puts around a text (such as BOS, EOS, CLS, SEP)
     * @param parseSpecial whether the texts of special tokens are recognised as these tokens; pass {@code false} for
     *     text that comes from a user
     */
    int[] encode(String text, boolean addSpecial, boolean parseSpecial);

    /**
     * The ids of two texts joined as the tokenizer joins pairs (BERT: {@code [CLS] a [SEP] b [SEP]}), special-token
     * texts not recognised.
     *
     * @param addSpecial whether to add the tokens around and between them
     */
    EncodedPair encodePair(String first, String second, boolean addSpecial);

    /**
     * The text of the ids. Bytes that are not UTF-8 become U+FFFD; ids outside the vocabulary have no text.
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

    /** The bytes that a token stands for inside a text; none for a special token or an id outside the vocabulary. */
    byte[] bytes(int id);

    /** One more than the largest id. */
    int size();

    /** The id of a token as the vocabulary spells it. */
    OptionalInt id(String token);

    /**
     * A token as the vocabulary spells it, empty in a gap of the vocabulary.
     *
     * @throws IllegalArgumentException if the id is not in 0 .. size − 1
     */
    String token(int id);

    /** Beginning of sequence, where there is one. */
    OptionalInt bos();

    /** End of sequence, where there is one. */
    OptionalInt eos();

    /** Padding, where there is one. */
    OptionalInt pad();

    /** The token for text that the vocabulary can't express, where there is one. */
    OptionalInt unk();

    /** Whether this is a control token, which is no part of a text. */
    boolean isSpecial(int id);

    /** The tokens that are looked for in a text before all others, by id. */
    List<AddedToken> addedTokens();

    /** Decodes a text from its start, token by token, special tokens left out. */
    default StreamDecoder stream() {
        return stream(true);
    }

    /**
     * Decodes token by token what follows after the context: the text of context and ids together begins with the text
     * of the context and goes on with what the decoder returns. Without a context, the text starts at the first id.
     */
    StreamDecoder stream(boolean skipSpecial, int... context);
}
