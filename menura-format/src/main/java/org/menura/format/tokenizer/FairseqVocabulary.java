package org.menura.format.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.menura.format.tokenizer.SentencePieces.Special;

/**
 * Ids of SentencePiece's pieces where fairseq's own tokens come first and the mask last: XLM-R's, which leaves out the
 * model's own tokens, and CamemBERT's, which keeps its beginning and end.
 */
final class FairseqVocabulary {
    private static final List<String> FIRST = List.of("<s>", "<pad>", "</s>", "<unk>");
    private static final List<String> CAMEMBERTS_FIRST =
            List.of("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED");
    /** The model's own tokens: unknown, beginning and end. */
    private static final int OWN = 3;

    private static final int PAD = 1;
    private static final int UNKNOWN = 3;

    /** CamemBERT's own name for what the model does not know must not be chosen. */
    private static final double UNWANTED = -100;

    private FairseqVocabulary() {}

    /** Returns whether a folder's tokenizer numbers the pieces so. */
    static boolean applies(TokenizerConfig config) {
        TokenizerFamily family = TokenizerFamily.of(config);
        return family == TokenizerFamily.XLM_ROBERTA || family == TokenizerFamily.CAMEMBERT;
    }

    static SentencePieces of(SentencePieces model, TokenizerConfig config) {
        return TokenizerFamily.of(config) == TokenizerFamily.CAMEMBERT
                ? pieces(model, CAMEMBERTS_FIRST, 1, CAMEMBERTS_FIRST.size())
                : pieces(model, FIRST, OWN, 0);
    }

    /** Returns the mask as CamemBERT finds it, with the blanks before it. */
    static List<AddedToken> masks(SentencePieces pieces, TokenizerConfig config) {
        int id = pieces.pieces().length - 1;
        return TokenizerFamily.of(config) == TokenizerFamily.CAMEMBERT
                ? List.of(new AddedToken(id, pieces.pieces()[id], true, false, true, false, false))
                : List.of();
    }

    private static SentencePieces pieces(SentencePieces model, List<String> first, int leftOut, int bos) {
        int kept = Math.max(0, model.pieces().length - leftOut);
        int size = first.size() + kept + 1;
        double[] scores = new double[size];
        TokenType[] types = new TokenType[size];
        Arrays.fill(types, TokenType.CONTROL);
        types[UNKNOWN] = TokenType.UNKNOWN;
        System.arraycopy(model.scores(), leftOut, scores, first.size(), kept);
        System.arraycopy(model.types(), leftOut, types, first.size(), kept);
        for (int id = 0; id < first.size(); id++) {
            if (first.get(id).endsWith("NOTUSED")) {
                types[id] = TokenType.NORMAL;
                scores[id] = id > UNKNOWN ? UNWANTED : 0;
            }
        }
        if (bos > 0) {
            types[size - 1] = TokenType.NORMAL;
        }
        String[] pieces = Stream.of(
                        first.stream(), Arrays.stream(model.pieces()).skip(leftOut), Stream.of("<mask>"))
                .flatMap(s -> s)
                .toArray(String[]::new);
        return new SentencePieces(
                pieces,
                scores,
                types,
                model.algorithm(),
                model.byteFallback(),
                model.normalizer(),
                new Special(
                        OptionalInt.of(bos),
                        OptionalInt.of(bos > 0 ? bos + 1 : FIRST.indexOf("</s>")),
                        OptionalInt.of(UNKNOWN),
                        OptionalInt.of(PAD),
                        true,
                        true));
    }
}
