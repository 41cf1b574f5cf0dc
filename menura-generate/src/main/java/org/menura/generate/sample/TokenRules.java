package org.menura.generate.sample;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.menura.tensor.annotation.Extension;

/**
 * The rules of a model about its next token, whatever the sampling: tokens that it must never write, or only later, or at
 * a certain place. Meaning and order are those of transformers' logits processors.
 *
 * @param biases what is added to the logit of a sequence's last token behind the others
 * @param encoderRepetitionPenalty divides the negative scores of tokens of the source and multiplies the positive ones, so
 *     that above 1 it favours them; 1 does nothing
 * @param noRepeatNgramSize no sequence of so many tokens occurs twice; 0 does nothing
 * @param encoderNoRepeatNgramSize no sequence of so many tokens of the source occurs; 0 does nothing
 * @param minLength fewest tokens, the prompt's included, before the text may end
 * @param minNewTokens fewest new tokens before the text may end
 * @param forcedFirst the token behind a prompt of one token; negative for none
 * @param forcedLast the tokens, one of which is the last that fits; empty for none
 * @param decayStart how many new tokens may come before the end becomes ever likelier; negative for no bound
 * @param decayFactor by what factor its logit grows from then on with each token
 * @param suppressed tokens that are never written
 * @param suppressedFirst tokens that are never written first
 */
@Extension
public record TokenRules(
        List<SequenceBias> biases,
        float encoderRepetitionPenalty,
        int noRepeatNgramSize,
        int encoderNoRepeatNgramSize,
        int minLength,
        int minNewTokens,
        int forcedFirst,
        Set<Integer> forcedLast,
        int decayStart,
        float decayFactor,
        Set<Integer> suppressed,
        Set<Integer> suppressedFirst) {
    private static final float NEVER = Float.NEGATIVE_INFINITY;

    /** No rules. */
    public static final TokenRules NONE =
            new TokenRules(List.of(), 1, 0, 0, 0, 0, -1, Set.of(), -1, 1, Set.of(), Set.of());

    /**
     * Adds to the logit of a sequence's last token where the others stand before it.
     *
     * @param tokens the sequence
     * @param bias what is added; negative infinity forbids the sequence
     */
    public record SequenceBias(List<Integer> tokens, float bias) {
        /** Checks that there is a sequence. */
        public SequenceBias {
            tokens = List.copyOf(tokens);
            if (tokens.isEmpty()) {
                throw new IllegalArgumentException("a biased sequence needs at least one token");
            }
        }

        private void apply(float[] scores, int[] before) {
            int prefix = tokens.size() - 1;
            int last = tokens.get(prefix);
            if (prefix > before.length || last >= scores.length) {
                return;
            }
            for (int i = 0; i < prefix; i++) {
                if (before[before.length - prefix + i] != tokens.get(i)) {
                    return;
                }
            }
            scores[last] += bias;
        }
    }

    /** Copies the collections. */
    public TokenRules {
        biases = List.copyOf(biases);
        forcedLast = Set.copyOf(forcedLast);
        suppressed = Set.copyOf(suppressed);
        suppressedFirst = Set.copyOf(suppressedFirst);
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    /**
     * The place in a text that the next token takes.
     *
     * @param source what an encoder has read; of a decoder the prompt
     * @param before all tokens so far, the prompt's included
     * @param newTokens how many of them are not the prompt's
     * @param maxNewTokens the most new tokens
     * @param ends the tokens that end a text
     */
    @Extension
    public record Place(int[] source, int[] before, int newTokens, int maxNewTokens, Set<Integer> ends) {}

    /** Returns logits, or log-probabilities, as the rules change them at a place; those given stay as they are. */
    public float[] applied(float[] given, Place place) {
        float[] scores = given.clone();
        favour(scores, place);
        forbid(scores, place);
        return scores;
    }

    /** Applies what comes before a repetition penalty. */
    void favour(float[] scores, Place place) {
        int[] before = place.before();
        for (SequenceBias bias : biases) {
            bias.apply(scores, before);
        }
        if (encoderRepetitionPenalty != 1) {
            Arrays.stream(place.source())
                    .distinct()
                    .filter(token -> token < scores.length)
                    .forEach(token -> scores[token] = favoured(scores[token]));
        }
    }

    /** Applies what comes behind a repetition penalty. */
    void forbid(float[] scores, Place place) {
        int[] before = place.before();
        if (noRepeatNgramSize > 0) {
            forbidNgrams(scores, before, before, noRepeatNgramSize);
        }
        if (encoderNoRepeatNgramSize > 0) {
            forbidNgrams(scores, place.source(), before, encoderNoRepeatNgramSize);
        }
        if (place.newTokens() < minNewTokens || before.length < minLength) {
            forbid(scores, place.ends());
        }
        if (forcedFirst >= 0 && before.length == 1) {
            force(scores, Set.of(forcedFirst));
        }
        if (!forcedLast.isEmpty() && place.newTokens() == place.maxNewTokens() - 1) {
            force(scores, forcedLast);
        }
        if (decayStart >= 0 && place.newTokens() > decayStart) {
            hasten(scores, place);
        }
        forbid(scores, suppressed);
        boolean afterForced = forcedFirst >= 0 && before.length - place.newTokens() == 1;
        if (place.newTokens() == (afterForced ? 1 : 0)) {
            forbid(scores, suppressedFirst);
        }
    }

    private float favoured(float score) {
        return score < 0 ? score / encoderRepetitionPenalty : score * encoderRepetitionPenalty;
    }

    static void forbid(float[] scores, Set<Integer> tokens) {
        for (int token : tokens) {
            if (token >= 0 && token < scores.length) {
                scores[token] = NEVER;
            }
        }
    }

    private static void force(float[] scores, Set<Integer> tokens) {
        Arrays.fill(scores, NEVER);
        for (int token : tokens) {
            if (token < scores.length) {
                scores[token] = 0;
            }
        }
    }

    /** Rules out each token that would complete a sequence of n tokens that stands in a text. */
    static void forbidNgrams(float[] scores, int[] text, int[] before, int n) {
        int end = before.length;
        if (end < n - 1) {
            return;
        }
        for (int start = 0; start + n <= text.length; start++) {
            int follower = text[start + n - 1];
            if (follower < scores.length && Arrays.equals(text, start, start + n - 1, before, end - n + 1, end)) {
                scores[follower] = NEVER;
            }
        }
    }

    private void hasten(float[] scores, Place place) {
        double grown = Math.pow(decayFactor, place.newTokens() - decayStart) - 1;
        for (int token : place.ends()) {
            if (token < scores.length && Float.isFinite(scores[token])) {
                scores[token] += (float) (Math.abs(scores[token]) * grown);
            }
        }
    }
}
