package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.menura.format.FormatException;

/**
 * A vocabulary of byte strings from which the longest that fits is always taken: RWKV's "world" vocabulary, and the
 * vocabulary of the 256 bytes. Ours and not the Hugging Face library's, which has no such model.
 */
final class ByteStringTokenizer implements Tokenizer, StreamDecoder.Pieces {
    private static final byte[] NONE = {};

    private final byte[][] tokens;
    private final ByteTrie trie;
    private final Supplier<Map<String, Integer>> ids = Memoized.of(this::idsByToken);
    private final List<AddedToken> controls;

    /**
     * Makes a tokenizer.
     *
     * @param tokens the bytes of each token by id, none in gaps
     * @param controls the control tokens, which no text contains unless it is asked to
     * @throws FormatException if one of the 256 bytes is no token, so that some texts could not be encoded
     */
    ByteStringTokenizer(byte[][] tokens, List<AddedToken> controls, String source) {
        this.tokens = tokens.clone();
        this.controls = List.copyOf(controls);
        for (AddedToken control : controls) {
            this.tokens[control.id()] = NONE;
        }
        this.trie = new ByteTrie(this.tokens);
        for (int b = 0; b < 256; b++) {
            if (trie.longest(new byte[] {(byte) b}, 0) < 0) {
                throw new FormatException(source
                        + " has no token for the byte 0x%02X: a text with it could not be encoded.".formatted(b));
            }
        }
    }

    /** The vocabulary of the 256 bytes, each its own id. */
    static ByteStringTokenizer bytes() {
        byte[][] tokens = new byte[256][];
        for (int b = 0; b < 256; b++) {
            tokens[b] = new byte[] {(byte) b};
        }
        return new ByteStringTokenizer(tokens, List.of(), "The byte vocabulary");
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
        int[] out = new int[16];
        int count = 0;
        int start = 0;
        while (start <= text.length()) {
            AddedToken control = null;
            int end = text.length();
            for (AddedToken candidate : parseSpecial ? controls : List.<AddedToken>of()) {
                int found = text.indexOf(candidate.content(), start);
                if (found >= 0 && found < end) {
                    end = found;
                    control = candidate;
                }
            }
            byte[] bytes = text.substring(start, end).getBytes(StandardCharsets.UTF_8);
            out = Arrays.copyOf(out, Math.max(out.length, count + bytes.length + 1));
            for (int at = 0; at < bytes.length; ) {
                int id = trie.longest(bytes, at);
                out[count++] = id;
                at += tokens[id].length;
            }
            if (control == null) {
                break;
            }
            out[count++] = control.id();
            start = end + control.content().length();
        }
        return Arrays.copyOf(out, count);
    }

    @Override
    public EncodedPair encodePair(String first, String second, boolean addSpecial) {
        int[] a = encode(first, false, false);
        int[] b = encode(second, false, false);
        int[] ids = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, ids, a.length, b.length);
        return new EncodedPair(ids, new int[ids.length]);
    }

    @Override
    public byte[] piece(int id, boolean first) {
        if (id < 0 || id >= tokens.length) {
            return NONE;
        }
        for (AddedToken control : controls) {
            if (control.id() == id) {
                return control.content().getBytes(StandardCharsets.UTF_8);
            }
        }
        return tokens[id];
    }

    @Override
    public int leadingBlanks() {
        return 0;
    }

    @Override
    public byte[] bytes(int id) {
        return isSpecial(id) ? NONE : piece(id, false).clone();
    }

    @Override
    public int size() {
        return tokens.length;
    }

    @Override
    public OptionalInt id(String token) {
        Integer id = ids.get().get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** As RWKV's GGUF files spell it: printable ASCII as it is, other bytes as {@code \xff}. */
    @Override
    public String token(int id) {
        Vocabulary.check(id, tokens.length);
        return isSpecial(id) ? new String(piece(id, false), StandardCharsets.UTF_8) : RwkvVocabulary.escape(tokens[id]);
    }

    @Override
    public OptionalInt bos() {
        return eos();
    }

    /** RWKV separates texts by one token, which ends a text and begins the next. */
    @Override
    public OptionalInt eos() {
        return controls.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(controls.getFirst().id());
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
        return controls.stream().anyMatch(control -> control.id() == id);
    }

    @Override
    public List<AddedToken> addedTokens() {
        return controls;
    }

    @Override
    public StreamDecoder stream(boolean skipSpecial, int... context) {
        return new StreamDecoder(this, skipSpecial, context);
    }

    private Map<String, Integer> idsByToken() {
        Map<String, Integer> byToken = new HashMap<>();
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id].length > 0 || isSpecial(id)) {
                byToken.put(token(id), id);
            }
        }
        return byToken;
    }
}
