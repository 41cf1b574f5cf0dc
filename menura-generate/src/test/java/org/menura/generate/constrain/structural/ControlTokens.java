package org.menura.generate.constrain.structural;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.menura.format.tokenizer.AddedToken;
import org.menura.format.tokenizer.EncodedPair;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;

/** A tokenizer of bytes with some control tokens, for grammars alone: it encodes nothing. */
final class ControlTokens implements Tokenizer {
    private static final int BYTES = 256;

    private final List<AddedToken> added = new ArrayList<>();

    ControlTokens(List<String> controls) {
        controls.forEach(c -> added.add(AddedToken.exact(BYTES + added.size(), c, true)));
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EncodedPair encodePair(String first, String second, boolean addSpecial) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] bytes(int id) {
        return id < BYTES ? new byte[] {(byte) id} : new byte[0];
    }

    @Override
    public int size() {
        return BYTES + added.size();
    }

    @Override
    public OptionalInt id(String token) {
        return added.stream()
                .filter(t -> t.content().equals(token))
                .mapToInt(AddedToken::id)
                .findFirst();
    }

    @Override
    public String token(int id) {
        return id < BYTES ? String.valueOf((char) id) : added.get(id - BYTES).content();
    }

    @Override
    public OptionalInt bos() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt eos() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt pad() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt unk() {
        return OptionalInt.empty();
    }

    @Override
    public boolean isSpecial(int id) {
        return id >= BYTES;
    }

    @Override
    public List<AddedToken> addedTokens() {
        return added;
    }

    @Override
    public StreamDecoder stream(boolean skipSpecial, int... context) {
        throw new UnsupportedOperationException();
    }
}
