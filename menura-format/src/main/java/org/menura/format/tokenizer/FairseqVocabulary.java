package org.menura.format.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.menura.format.tokenizer.SentencePieces.Special;

/**
 * XLM-R's ids of SentencePiece's pieces: fairseq's own tokens come first, then the pieces from the fourth on, then the
 * mask.
 */
final class FairseqVocabulary {
    private static final List<String> FIRST = List.of("<s>", "<pad>", "</s>", "<unk>");
    /** The model's own tokens: unknown, beginning and end. */
    private static final int LEFT_OUT = 3;

    private FairseqVocabulary() {}

    /** Returns whether a folder's tokenizer numbers the pieces so. */
    static boolean applies(TokenizerConfig config) {
        return config.tokenizerClass().startsWith("XLMRoberta")
                || config.tokenizerClass().isEmpty() && config.modelType().startsWith("xlm-roberta");
    }

    static SentencePieces of(SentencePieces model) {
        int kept = Math.max(0, model.pieces().length - LEFT_OUT);
        int size = FIRST.size() + kept + 1;
        double[] scores = new double[size];
        TokenType[] types = new TokenType[size];
        Arrays.fill(types, TokenType.CONTROL);
        types[FIRST.indexOf("<unk>")] = TokenType.UNKNOWN;
        System.arraycopy(model.scores(), LEFT_OUT, scores, FIRST.size(), kept);
        System.arraycopy(model.types(), LEFT_OUT, types, FIRST.size(), kept);
        String[] pieces = Stream.of(
                        FIRST.stream(), Arrays.stream(model.pieces()).skip(LEFT_OUT), Stream.of("<mask>"))
                .flatMap(s -> s)
                .toArray(String[]::new);
        return new SentencePieces(
                pieces,
                scores,
                types,
                model.algorithm(),
                model.byteFallback(),
                model.normalizer(),
                new Special(OptionalInt.of(0), OptionalInt.of(2), OptionalInt.of(3), OptionalInt.of(1), true, true));
    }
}
