package org.menura.generate.sample;

import java.util.Set;

/**
 * The parameters of beam search; names and meaning are those of transformers' {@code GenerationConfig}, but lengths
 * count new tokens only.
 *
 * @param numBeams number of sequences extended side by side, and of hypotheses kept
 * @param maxNewTokens most new tokens of a hypothesis
 * @param minNewTokens before so many tokens, none may be end of sequence
 * @param eosIds the tokens that end a hypothesis
 * @param lengthPenalty exponent of the length by which a sum of log-probabilities is divided: above 0 favours long
 *     hypotheses, since the sums are negative
 * @param earlyStopping when to stop once {@code numBeams} hypotheses are finished
 * @param repetitionPenalty factor on the log-probabilities of tokens that occurred; 1 does nothing
 * @param noRepeatNgramSize no sequence of so many tokens occurs twice; 0 does nothing
 * @param rules the model's rules about its next token
 */
public record BeamParams(
        int numBeams,
        int maxNewTokens,
        int minNewTokens,
        Set<Integer> eosIds,
        float lengthPenalty,
        EarlyStopping earlyStopping,
        float repetitionPenalty,
        int noRepeatNgramSize,
        TokenRules rules) {
    /** Checks the parameters. */
    public BeamParams {
        ParameterRanges.check("num_beams", numBeams, 1);
        ParameterRanges.check("max_new_tokens", maxNewTokens, 1);
        ParameterRanges.check("min_new_tokens", minNewTokens, 0);
        eosIds = Set.copyOf(eosIds);
        ParameterRanges.checkFinite("length_penalty", lengthPenalty);
        ParameterRanges.checkPositive("repetition_penalty", repetitionPenalty);
        ParameterRanges.check("no_repeat_ngram_size", noRepeatNgramSize, 0);
    }

    /** Returns transformers' defaults. */
    public static BeamParams of(int numBeams, int maxNewTokens, Set<Integer> eosIds) {
        return new BeamParams(numBeams, maxNewTokens, 0, eosIds, 1, EarlyStopping.FALSE, 1, 0, TokenRules.NONE);
    }

    /** Returns a copy with another {@link #maxNewTokens}. */
    public BeamParams withMaxNewTokens(int value) {
        return new BeamParams(
                numBeams,
                value,
                minNewTokens,
                eosIds,
                lengthPenalty,
                earlyStopping,
                repetitionPenalty,
                noRepeatNgramSize,
                rules);
    }

    /** Returns a copy with another {@link #minNewTokens}. */
    public BeamParams withMinNewTokens(int value) {
        return new BeamParams(
                numBeams,
                maxNewTokens,
                value,
                eosIds,
                lengthPenalty,
                earlyStopping,
                repetitionPenalty,
                noRepeatNgramSize,
                rules);
    }

    /** Returns a copy with another {@link #lengthPenalty}. */
    public BeamParams withLengthPenalty(float value) {
        return new BeamParams(
                numBeams,
                maxNewTokens,
                minNewTokens,
                eosIds,
                value,
                earlyStopping,
                repetitionPenalty,
                noRepeatNgramSize,
                rules);
    }

    /** Returns a copy with another {@link #earlyStopping}. */
    public BeamParams withEarlyStopping(EarlyStopping value) {
        return new BeamParams(
                numBeams,
                maxNewTokens,
                minNewTokens,
                eosIds,
                lengthPenalty,
                value,
                repetitionPenalty,
                noRepeatNgramSize,
                rules);
    }

    /** Returns a copy with another {@link #repetitionPenalty}. */
    public BeamParams withRepetitionPenalty(float value) {
        return new BeamParams(
                numBeams,
                maxNewTokens,
                minNewTokens,
                eosIds,
                lengthPenalty,
                earlyStopping,
                value,
                noRepeatNgramSize,
                rules);
    }

    /** Returns a copy with another {@link #noRepeatNgramSize}. */
    public BeamParams withNoRepeatNgramSize(int value) {
        return new BeamParams(
                numBeams,
                maxNewTokens,
                minNewTokens,
                eosIds,
                lengthPenalty,
                earlyStopping,
                repetitionPenalty,
                value,
                rules);
    }

    /** Returns a copy with other {@link #rules}. */
    public BeamParams withRules(TokenRules value) {
        return new BeamParams(
                numBeams,
                maxNewTokens,
                minNewTokens,
                eosIds,
                lengthPenalty,
                earlyStopping,
                repetitionPenalty,
                noRepeatNgramSize,
                value);
    }
}
