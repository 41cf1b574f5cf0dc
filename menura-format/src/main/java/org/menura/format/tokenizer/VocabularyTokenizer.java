package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A vocabulary with added tokens and roles, whose decoding is ours, so that it can stream; subclasses encode. */
abstract class VocabularyTokenizer implements Tokenizer, StreamDecoder.Pieces {
    private static final byte[] NONE = {};

    private final BitSet special = new BitSet();
    private final BitSet added = new BitSet();
    private final List<AddedToken> addedTokens;
    private final Detokenizer detokenizer;
    private final boolean dropsTokens;
    private final Roles roles;

    /** The ids of the tokens with a role. */
    record Roles(OptionalInt bos, OptionalInt eos, OptionalInt pad, OptionalInt unk) {}

    /** Makes a tokenizer of its added tokens, what turns spellings into text, and the tokens with a role. */
    VocabularyTokenizer(List<AddedToken> addedTokens, Detokenizer detokenizer, Roles roles) {
        this.addedTokens = addedTokens;
        this.detokenizer = detokenizer;
        this.dropsTokens = detokenizer.isCtc();
        this.roles = roles;
        for (AddedToken token : addedTokens) {
            added.set(token.id());
            special.set(token.id(), token.special());
        }
    }

    /** Returns how the vocabulary spells a token; null where no text comes of it, as of ids that are not there. */
    abstract @Nullable String spelling(int id);

    /** Returns whether no added token is special. */
    final boolean hasNoSpecial() {
        return special.isEmpty();
    }

    @Override
    public byte[] piece(int id, boolean first) {
        String token = spelling(id);
        if (token == null) {
            return NONE;
        }
        // An added token was found in the text as it is, and not in the byte alphabet of the others.
        return detokenizer.isByteLevel() && added.get(id)
                ? token.getBytes(StandardCharsets.UTF_8)
                : detokenizer.bytes(token, first);
    }

    @Override
    public boolean endsWord(int id) {
        String token = spelling(id);
        return token != null && detokenizer.endsWord(token);
    }

    @Override
    public boolean drops(int id, int previous) {
        String token = dropsTokens ? spelling(id) : null; // which each token of a stream is asked for
        return token != null && detokenizer.drops(token, previous < 0 ? null : spelling(previous));
    }

    @Override
    public int leadingBlanks() {
        return detokenizer.leadingBlanks();
    }

    @Override
    public byte[] bytes(int id) {
        if (isSpecial(id)) {
            return NONE;
        }
        byte[] piece = piece(id, false);
        if (!endsWord(id)) {
            return piece;
        }
        byte[] word = Arrays.copyOf(piece, piece.length + 1);
        word[piece.length] = ' ';
        return word;
    }

    @Override
    public OptionalInt bos() {
        return roles.bos();
    }

    @Override
    public OptionalInt eos() {
        return roles.eos();
    }

    @Override
    public OptionalInt pad() {
        return roles.pad();
    }

    @Override
    public OptionalInt unk() {
        return roles.unk();
    }

    @Override
    public boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }

    @Override
    public List<AddedToken> addedTokens() {
        return addedTokens;
    }

    @Override
    public StreamDecoder stream(boolean skipSpecial, int... context) {
        return new StreamDecoder(this, skipSpecial, context);
    }
}
