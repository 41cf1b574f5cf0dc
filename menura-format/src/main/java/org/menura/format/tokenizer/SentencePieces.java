package org.menura.format.tokenizer;

import java.util.OptionalInt;
import org.menura.format.FormatException;

/**
 * A vocabulary in SentencePiece's sense (Kudo and Richardson 2018, arXiv 1808.06226), from a {@code .model} file or from
 * a GGUF file.
 *
 * @param pieces the text of each piece, blanks written as U+2581
 * @param scores the score of each: a log-probability for unigram, minus the rank of the merge for BPE
 * @param types the type of each
 * @param algorithm how a text is cut into pieces
 * @param byteFallback whether text without a piece becomes byte pieces
 * @param normalizer what happens to the text first
 * @param special the pieces with a role
 */
record SentencePieces(
        String[] pieces,
        double[] scores,
        TokenType[] types,
        Algorithm algorithm,
        boolean byteFallback,
        Normalizer normalizer,
        Special special) {
    /** The ways to cut a text. */
    enum Algorithm {
        UNIGRAM,
        BPE,
        /** Each word is a piece. */
        WORD,
        /** Each character is a piece, and so is each text that the user defined. */
        CHARACTER
    }

    /**
     * How a text is normalised.
     *
     * @param charsMap compiled rules, empty for none
     * @param addSpacePrefix whether a blank goes before the text
     * @param removeExtraSpaces whether runs of blanks become one, and those at the ends go
     * @param escapeSpaces whether blanks become U+2581
     * @param spaceAsSuffix whether the added blank goes behind the text
     */
    record Normalizer(
            byte[] charsMap,
            boolean addSpacePrefix,
            boolean removeExtraSpaces,
            boolean escapeSpaces,
            boolean spaceAsSuffix) {}

    /** The ids of pieces with a role, and which of them go around a text. */
    record Special(
            OptionalInt bos, OptionalInt eos, OptionalInt unk, OptionalInt pad, boolean addBos, boolean addEos) {}

    /** Returns whether a {@code tokenizer.json} can give the same ids. */
    boolean isExpressible() {
        boolean known = algorithm == Algorithm.UNIGRAM || algorithm == Algorithm.BPE;
        return known && !(normalizer.addSpacePrefix() && normalizer.spaceAsSuffix());
    }

    SentencePieces {
        if (pieces.length == 0) {
            throw new FormatException("The vocabulary has no pieces.");
        }
        boolean cutsByScore = algorithm == Algorithm.UNIGRAM || algorithm == Algorithm.BPE;
        for (double score : scores) {
            if (cutsByScore && !Double.isFinite(score)) {
                throw new FormatException("The vocabulary has a score that is no finite number.");
            }
        }
        if (normalizer.charsMap().length > 0) {
            CharsMap.check(normalizer.charsMap());
        }
    }
}
