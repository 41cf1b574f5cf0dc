package org.menura.generate.sample;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.tokenizer.Tokenizer;

/** The token sequences across which {@link Dry} counts nothing as repeated. */
public final class SequenceBreakers {
    /** An empty set of sequence breakers. */
    public static final SequenceBreakers NONE = of(List.of());

    /** The texts of llama.cpp's default sequence breakers. */
    public static final List<String> DEFAULT_TEXTS = List.of("\n", ":", "\"", "*");

    private static final int LONGEST_TEXT = 40; // bytes
    private static final int LONGEST_TAIL = 20; // tokens

    private final Map<Integer, List<List<Integer>>> byHead;

    private SequenceBreakers(Map<Integer, List<List<Integer>>> byHead) {
        this.byHead = byHead;
    }

    /**
     * Returns sequence breakers given as tokens.
     *
     * @throws IllegalArgumentException if a sequence is empty
     */
    public static SequenceBreakers of(List<List<Integer>> sequences) {
        Map<Integer, List<List<Integer>>> byHead = new HashMap<>();
        for (List<Integer> sequence : sequences) {
            if (sequence.isEmpty()) {
                throw new IllegalArgumentException("a DRY sequence breaker is empty; leave it out");
            }
            byHead.computeIfAbsent(sequence.getFirst(), head -> new ArrayList<>())
                    .add(List.copyOf(sequence));
        }
        return new SequenceBreakers(byHead);
    }

    /**
     * Returns sequence breakers given as texts, with every way in which a text can begin in a token and end in later
     * ones: a token that holds the text is a breaker by itself; one that ends with the beginning of the text is one
     * together with the tokens of the rest.
     *
     * @param texts the breakers' texts, of which the first {@value #LONGEST_TEXT} bytes count
     * @throws IllegalArgumentException if a text is empty
     */
    public static SequenceBreakers of(List<String> texts, Tokenizer tokenizer) {
        Set<List<Integer>> sequences = new LinkedHashSet<>();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0) {
                throw new IllegalArgumentException("a DRY sequence breaker is empty; leave it out");
            }
            addSequences(Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_TEXT)), tokenizer, sequences);
        }
        return of(List.copyOf(sequences));
    }

    private static void addSequences(byte[] text, Tokenizer tokenizer, Set<List<Integer>> sequences) {
        Map<Integer, List<Integer>> tails = new HashMap<>();
        for (int token = 0; token < tokenizer.size(); token++) {
            byte[] bytes = tokenizer.bytes(token);
            for (int start = 0; start < bytes.length; start++) {
                int shared = Math.min(text.length, bytes.length - start);
                if (!Arrays.equals(bytes, start, start + shared, text, 0, shared)) {
                    continue;
                }
                List<Integer> tail = tails.computeIfAbsent(shared, from -> tail(text, from, tokenizer));
                if (shared == text.length || !tail.isEmpty()) {
                    List<Integer> sequence = new ArrayList<>(List.of(token));
                    sequence.addAll(tail);
                    sequences.add(sequence);
                }
            }
        }
    }

    /** The tokens of the text from a byte on; none if that byte lies inside a character. */
    private static List<Integer> tail(byte[] text, int from, Tokenizer tokenizer) {
        try {
            String rest = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text, from, text.length - from))
                    .toString();
            return Arrays.stream(tokenizer.encode(rest, false, false))
                    .limit(LONGEST_TAIL)
                    .boxed()
                    .toList();
        } catch (CharacterCodingException e) {
            return List.of();
        }
    }

    /** Returns whether a token is a breaker by itself. */
    boolean contains(int token) {
        return byHead.getOrDefault(token, List.of()).contains(List.of(token));
    }

    /**
     * Returns the length of the longest breaker that begins so many tokens before the last one and is complete; 0 for
     * none.
     */
    int longestAt(TokenHistory history, int fromEnd) {
        int longest = 0;
        for (List<Integer> breaker : byHead.getOrDefault(history.fromEnd(fromEnd), List.of())) {
            if (breaker.size() > longest && isAt(history, fromEnd, breaker)) {
                longest = breaker.size();
            }
        }
        return longest;
    }

    private static boolean isAt(TokenHistory history, int fromEnd, List<Integer> breaker) {
        if (breaker.size() > fromEnd + 1) {
            return false;
        }
        for (int i = 0; i < breaker.size(); i++) {
            if (breaker.get(i) != history.fromEnd(fromEnd - i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SequenceBreakers breakers && byHead.equals(breakers.byHead);
    }

    @Override
    public int hashCode() {
        return byHead.hashCode();
    }

    @Override
    public String toString() {
        return "SequenceBreakers" + byHead.values();
    }
}
