package org.menura.data;

import java.util.List;
import java.util.OptionalInt;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;

/**
 * An encoder of plain text as token documents. Texts of control tokens stay text.
 *
 * @param around whether the tokenizer adds what it puts around a text (BOS; CLS and SEP)
 * @param end whether each document ends with the end of sequence, if it does not already
 */
public record TextTokenizer(Tokenizer tokenizer, boolean around, boolean end) {
    public TextTokenizer {
        if (end && tokenizer.eos().isEmpty()) {
            throw new FormatException("This tokenizer has no end of sequence to put behind documents;"
                    + " name one in its tokenizer_config.json as eos_token, or leave documents without.");
        }
    }

    /** Encodes a text as a document with loss on all tokens. */
    public TokenDocument encode(String text) {
        int[] ids = tokenizer.encode(text, around, false);
        return new TokenDocument(end ? TokenIds.ended(ids, tokenizer.eos()) : ids);
    }

    /** Encodes a text as a list of one document, as {@link ShardBuild#run} wants it. */
    public List<TokenDocument> documents(String text) {
        return List.of(encode(text));
    }

    /** Describes the settings in words, for {@link ShardBuild}'s recipe. */
    public String recipe() {
        OptionalInt eos = end ? tokenizer.eos() : OptionalInt.empty();
        return "text" + (around ? " with the tokenizer's tokens around" : "")
                + (eos.isPresent() ? ", ended by token " + eos.getAsInt() : "");
    }
}
