package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.data.TaggedSentence;
import org.menura.format.FormatException;

/**
 * Fits the baselines of tagged sentences and compares them.
 *
 * @param crf how the CRF is fitted
 * @param vectors of words, which the method {@code crf+vectors} has beside attributes; null if there are none
 * @param encoder a model that was taught to tag, for {@code encoder} and {@code crf+encoder}; null if there is none
 */
public record TaggingBaselines(
        CrfTagger.Settings crf,
        @Nullable WordVectors vectors,
        @Nullable TagLogits encoder) {
    /** The methods by their names. */
    public static final List<String> METHODS = List.of("dictionary", "crf", "crf+vectors", "encoder", "crf+encoder");

    /** Fits a method. */
    public Tagger fit(String method, List<TaggedSentence> train) {
        return switch (method) {
            case "dictionary" -> DictionaryTagger.fit(train);
            case "crf" -> CrfTagger.fit(train, crf);
            case "crf+vectors" -> {
                if (vectors == null) {
                    throw new FormatException(
                            "The method crf+vectors needs a model whose states describe words: --vectors MODEL.");
                }
                yield CrfTagger.fit(train, crf, vectors);
            }
            case "encoder" -> new EncoderTagger(taught(method), TagGrammar.of(train), null);
            case "crf+encoder" -> {
                CrfTagger fitted = CrfTagger.fit(train, crf);
                yield new EncoderTagger(taught(method), fitted.grammar(), fitted);
            }
            default ->
                throw new FormatException("There is no method '%s' for tagged sentences; there are %s."
                        .formatted(method, String.join(", ", METHODS)));
        };
    }

    private TagLogits taught(String method) {
        if (encoder == null) {
            throw new FormatException(
                    "The method %s needs a model that was taught to tag words: --encoder MODEL.".formatted(method));
        }
        return encoder;
    }

    /** Fits methods to sentences. */
    public Map<String, Tagger> fit(List<String> methods, List<TaggedSentence> train) {
        Map<String, Tagger> taggers = new LinkedHashMap<>();
        methods.forEach(method -> taggers.put(method, fit(method, train)));
        return taggers;
    }

    /** Scores taggers on sentences. */
    public static List<MethodScores> score(Map<String, Tagger> taggers, List<TaggedSentence> test) {
        List<List<String>> words = test.stream().map(TaggedSentence::words).toList();
        List<MethodScores> scores = new ArrayList<>();
        taggers.forEach((name, tagger) -> scores.add(MethodScores.ofTags(name, test, tagger.tagAll(words))));
        return scores;
    }
}
