package org.menura.eval.score;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;

/**
 * Encodes contexts and continuations as lm-evaluation-harness does for decoders: white space that ends a context belongs
 * to the continuation, both are encoded together and cut where the context alone ends; the texts of special tokens are
 * these tokens; what stands around a text by the tokenizer's rules is added unless the text begins with it.
 */
public final class PairEncoder {
    /** What {@code str.isspace} holds for white space in Python. */
    private static final String WHITE_SPACE = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001"
            + "\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    /**
     * The tokens of a context and of what follows it.
     *
     * @param context at least one token
     */
    public record Pair(int[] context, int[] continuation) {}

    private final Tokenizer tokenizer;
    private final int prefix;
    private final String prefixText;
    private final String firstText;
    private final @Nullable Boolean begins;

    /**
     * Creates an encoder.
     *
     * @throws FormatException if the tokenizer has neither a token that begins a text nor one that ends it
     */
    public PairEncoder(Tokenizer tokenizer) {
        this(tokenizer, null, null);
    }

    /**
     * Creates an encoder that adds other tokens than the tokenizer does.
     *
     * @param begins whether texts begin with the token that begins a text; null for what the tokenizer adds
     * @param prefix the token before the first one of a text that is scored; null for that which begins a text
     * @throws FormatException if the tokenizer has neither a token that begins a text nor one that ends it
     */
    public PairEncoder(Tokenizer tokenizer, @Nullable Boolean begins, @Nullable Integer prefix) {
        this.tokenizer = tokenizer;
        this.begins = begins;
        OptionalInt own = tokenizer.bos().isPresent() ? tokenizer.bos() : tokenizer.eos();
        OptionalInt first = prefix == null ? own : OptionalInt.of(prefix);
        if (first.isEmpty()) {
            throw new FormatException("the tokenizer has neither a token that begins a text nor one that ends it, and"
                    + " the first token of a text needs one before it; name it in tokenizer_config.json (bos_token)");
        }
        this.prefix = first.getAsInt();
        if (this.prefix < 0 || this.prefix >= tokenizer.size()) {
            throw new FormatException("prefix_token_id=%d is no token; they run from 0 to %d"
                    .formatted(this.prefix, tokenizer.size() - 1));
        }
        this.prefixText = tokenizer.token(this.prefix);
        this.firstText = own.isPresent() ? tokenizer.token(own.getAsInt()) : "";
    }

    /** Returns the token before the first one of a text: that which begins a text, or else that which ends it. */
    public int prefix() {
        return prefix;
    }

    /** Encodes a text with what the tokenizer adds, unless the text begins with that. */
    public int[] text(String text) {
        return begun(text, prefixText);
    }

    /** Encodes a text that is to be gone on with: with what is added, unless it begins with the token that begins texts. */
    public int[] prompt(String text) {
        return begun(text, firstText);
    }

    private int[] begun(String text, String with) {
        boolean isBegun = !with.isEmpty() && text.startsWith(with);
        int[] ids = tokenizer.encode(text, !isBegun && !Boolean.FALSE.equals(begins), true);
        OptionalInt bos = tokenizer.bos();
        if (isBegun || !Boolean.TRUE.equals(begins) || bos.isEmpty() || ids.length > 0 && ids[0] == bos.getAsInt()) {
            return ids;
        }
        return IntStream.concat(IntStream.of(bos.getAsInt()), Arrays.stream(ids))
                .toArray();
    }

    /**
     * Encodes a context and its continuation.
     *
     * @throws IllegalArgumentException if a part has no tokens
     */
    public Pair pair(String context, String continuation) {
        if (context.isEmpty()) {
            return afterNothing(continuation);
        }
        int end = context.length();
        while (end > 0 && WHITE_SPACE.indexOf(context.charAt(end - 1)) >= 0) {
            end--;
        }
        int[] before = text(context.substring(0, end));
        int[] whole = text(context + continuation);
        int from = Math.min(before.length, whole.length);
        return checked(before, Arrays.copyOfRange(whole, from, whole.length), continuation);
    }

    private Pair afterNothing(String continuation) {
        int[] ids = tokenizer.encode(continuation, false, true);
        if (ids.length > 0 && ids[0] == prefix) {
            return checked(Arrays.copyOf(ids, 1), Arrays.copyOfRange(ids, 1, ids.length), continuation);
        }
        return checked(new int[] {prefix}, ids, continuation);
    }

    private static Pair checked(int[] context, int[] continuation, String text) {
        if (context.length == 0) {
            throw new IllegalArgumentException(
                    "a context of white space alone has no tokens; the likelihood of \"%s\"".formatted(text)
                            + " after it can't be told");
        }
        if (continuation.length == 0) {
            throw new IllegalArgumentException("the continuation \"%s\" has no tokens of its own".formatted(text));
        }
        return new Pair(context, continuation);
    }
}
