package org.menura.detect.score;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.LoadedModel;

/** A detector that computes a {@link ZeroShotScore} with one decoder, or with two that share a tokenizer. */
public final class ZeroShotDetector implements Detector {
    /** The most tokens that are read of a text where nothing else is said. */
    public static final int USUAL_TOKENS = 512;

    private static final String PROBE = "It's 7 o'clock; naïve readers (and others) paid €3.50.\n\n日本語 done";

    private final LoadedModel.Decoder model;
    private final TokenScorer scorer;
    private final ZeroShotScore score;
    private final int maxTokens;

    private ZeroShotDetector(LoadedModel.Decoder model, TokenScorer scorer, ZeroShotScore score, int maxTokens) {
        this.model = model;
        this.scorer = scorer;
        this.score = score;
        this.maxTokens = maxTokens;
    }

    /**
     * Creates a detector.
     *
     * @param sampler the second model; null for none
     * @param maxTokens tokens that are read of a text, that which begins it included; 0 for the usual number
     * @throws FormatException if a model is no decoder, the score takes a second model and there is none, or their
     *     tokenizers differ
     */
    public static ZeroShotDetector of(
            LanguageModel model, @Nullable LanguageModel sampler, ZeroShotScore score, int maxTokens) {
        LoadedModel.Decoder decoder = decoder(model);
        if (sampler == null && score.takesTwoModels()) {
            throw new FormatException("%s compares two models with one tokenizer; name the second with --sampler"
                    .formatted(score.label()));
        }
        TokenScorer scorer;
        if (sampler == null) {
            scorer = TokenScorer.of(decoder.model());
        } else {
            LoadedModel.Decoder second = decoder(sampler);
            if (!Arrays.equals(decoder.text().prompt(PROBE), second.text().prompt(PROBE))) {
                throw new FormatException(
                        "%s and %s have different tokenizers; a score by two models takes one tokenizer"
                                .formatted(
                                        decoder.source().path(), second.source().path()));
            }
            scorer = TokenScorer.of(decoder.model(), second.model());
        }
        if (maxTokens != 0 && maxTokens < 2) {
            throw new IllegalArgumentException("a score takes at least 2 tokens, not " + maxTokens);
        }
        int most = Math.min(maxTokens == 0 ? USUAL_TOKENS : maxTokens, scorer.contextLength());
        return new ZeroShotDetector(decoder, scorer, score, most);
    }

    /**
     * Returns a model as the decoder that it is.
     *
     * @throws FormatException if it is none, or has no tokenizer
     */
    public static LoadedModel.Decoder decoder(LanguageModel model) {
        if (!(model.loaded() instanceof LoadedModel.Decoder decoder)) {
            throw new FormatException(model.loaded().source().path() + " is no decoder, and only those score texts");
        }
        if (!decoder.text().hasTokenizer()) {
            throw new FormatException(
                    decoder.source().path() + " comes without a tokenizer, and texts are to be scored");
        }
        return decoder;
    }

    @Override
    public String name() {
        return score.label();
    }

    @Override
    public boolean isHigherForMachines() {
        return score.isHigherForMachines();
    }

    /** Returns the most tokens that are read of a text. */
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public Reading read(String text) {
        if (text.isEmpty()) {
            return new Reading(Double.NaN, 0, false, null);
        }
        int[] ids = model.text().prompt(text);
        boolean isCut = ids.length > maxTokens;
        int[] read = isCut ? Arrays.copyOf(ids, maxTokens) : ids;
        if (read.length < 2) {
            return new Reading(Double.NaN, 0, isCut, null);
        }
        TokenStatistics statistics = scorer.of(read);
        return new Reading(score.of(statistics), statistics.count(), isCut, statistics);
    }

    /** Returns the part of a text that is read of it. */
    String beginning(String text) {
        int[] ids = model.text().prompt(text);
        return model.text().tokenizer().decode(Arrays.copyOf(ids, Math.min(ids.length, maxTokens)), true);
    }

    @Override
    public double scoreOf(TokenStatistics beginning) {
        return beginning.count() == 0 ? Double.NaN : score.of(beginning);
    }
}
