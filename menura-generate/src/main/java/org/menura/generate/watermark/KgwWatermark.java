package org.menura.generate.watermark;

import java.math.BigInteger;
import java.util.Arrays;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.Watermark;

/**
 * Adds a bias to the logits of a "green" part of the vocabulary that a key and the tokens before draw (Kirchenbauer et al.,
 * "A Watermark for Large Language Models", arXiv 2301.10226), as transformers' {@code WatermarkLogitsProcessor} does on a
 * CPU: the green list is the beginning of a permutation that torch's generator draws.
 *
 * @param ratio share of the vocabulary that is green, between 0 and 1
 * @param bias added to green logits
 * @param key the key, from −2⁶³ to 2⁶⁴ − 1
 * @param scheme what the green list depends on
 * @param contextWidth for {@link Scheme#SELFHASH} the number of tokens that are hashed, the next one included; otherwise
 *     the number of tokens before which nothing is marked
 */
public record KgwWatermark(double ratio, double bias, BigInteger key, Scheme scheme, int contextWidth)
        implements Watermark {
    /** What a green list depends on. */
    public enum Scheme {
        /** On the last token (algorithm 2 of the paper). */
        LEFTHASH,
        /** On the last tokens and the next one itself, of which the 40 likeliest are looked at (algorithm 3). */
        SELFHASH
    }

    private static final BigInteger LEAST_KEY = BigInteger.ONE.shiftLeft(63).negate();

    /** The key that transformers takes where none is given: the millionth prime. */
    public static final BigInteger DEFAULT_KEY = BigInteger.valueOf(15485863);

    /** transformers' defaults. */
    public static final KgwWatermark DEFAULT = new KgwWatermark(0.25, 2, DEFAULT_KEY, Scheme.LEFTHASH, 1);

    /** Checks the parameters. */
    public KgwWatermark {
        if (!(ratio > 0 && ratio < 1)) {
            throw new IllegalArgumentException(
                    "greenlist_ratio must be between 0 and 1, both excluded, but it is " + ratio);
        }
        if (!Float.isFinite((float) bias)) {
            throw new IllegalArgumentException("bias must be a finite number, but it is " + bias);
        }
        if (key.compareTo(LEAST_KEY) < 0 || key.bitLength() > 64) {
            throw new IllegalArgumentException("hashing_key must be from -2^63 to 2^64 - 1, but it is " + key);
        }
        if (contextWidth < 1) {
            throw new IllegalArgumentException("context_width must be at least 1, but it is " + contextWidth);
        }
    }

    @Override
    public SamplingStage stage() {
        return new KgwStage(this);
    }

    /** Returns the number of green tokens in a vocabulary. */
    public int greenSize(int vocabulary) {
        return (int) (vocabulary * ratio);
    }

    /**
     * Lists the green tokens behind some tokens, in the order in which they are drawn.
     *
     * @param tokens the last tokens, not less than one; for {@link Scheme#SELFHASH} the candidate for the next one is the
     *     last of them
     */
    public int[] greenList(int[] tokens, int vocabulary) {
        int[] order = new int[vocabulary];
        Arrays.setAll(order, i -> i);
        new TorchGenerator(seed(tokens, vocabulary)).shuffleHead(order, vocabulary, greenSize(vocabulary));
        return Arrays.copyOf(order, greenSize(vocabulary));
    }

    /**
     * Makes a judge of which tokens are green in a vocabulary, for detectors.
     *
     * @throws IllegalArgumentException if the vocabulary has no token
     */
    public KgwJudge judge(int vocabulary) {
        return new KgwJudge(this, vocabulary);
    }

    int seed(int[] tokens, int vocabulary) {
        if (scheme == Scheme.LEFTHASH) {
            return leftSeed(tokens[tokens.length - 1]);
        }
        SelfHash hash = SelfHash.of(this, vocabulary);
        int from = Math.max(0, tokens.length - contextWidth);
        long factor = Long.MAX_VALUE;
        long own = hash.entry(tokens[tokens.length - 1]);
        for (int i = from; i < tokens.length; i++) {
            factor = Math.min(factor, hash.product(hash.entry(tokens[i]), own));
        }
        return SelfHash.reduced(factor);
    }

    /** The low 32 bits of {@code key · token mod (2⁶⁴ − 1)}, the product being exact. */
    int leftSeed(int token) {
        long magnitude = key.abs().longValue();
        long low = magnitude * token;
        long high = Math.unsignedMultiplyHigh(magnitude, token);
        long sum = low + high;
        if (Long.compareUnsigned(sum, low) < 0) {
            sum++; // 2^64 leaves 1
        }
        if (sum == -1) {
            sum = 0;
        }
        return (int) (key.signum() < 0 && sum != 0 ? ~sum : sum);
    }
}
