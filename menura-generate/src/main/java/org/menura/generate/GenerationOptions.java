package org.menura.generate;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.model.adapter.AdapterSelection;

/**
 * Options with which a {@link LanguageModel} generates a text:
 *
 * <pre>{@code
 * var options = GenerationOptions.of(100).withSampling(SamplingParams.builder().seed(7).temperature(0.8f).build());
 * }</pre>
 *
 * @param maxTokens most tokens to generate
 * @param sampling sampling parameters; null for {@link LanguageModel#sampling} with another seed for each text
 * @param stops stop strings, which end the text; they are not part of it
 * @param logProbs number of alternatives to report the log-probabilities of for each token; negative for no report
 * @param adapters the adapters that the model is to have; null for those it was loaded with
 * @param ignoreEnd whether to go on after an end-of-sequence token
 * @param constraint what each text must follow, at the start of a text; null for none
 */
public record GenerationOptions(
        int maxTokens,
        @Nullable SamplingParams sampling,
        List<String> stops,
        int logProbs,
        @Nullable AdapterSelection adapters,
        boolean ignoreEnd,
        @Nullable Constraint constraint) {
    private static final int MOST_TOKENS = 1000;

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if nothing is to be generated
     */
    public GenerationOptions {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("at least 1 token must be generated, not " + maxTokens);
        }
        stops = List.copyOf(stops);
    }

    /** Returns the options of {@code menura run}: up to 1,000 tokens, sampled as the model's files say. */
    public static GenerationOptions defaults() {
        return of(MOST_TOKENS);
    }

    /** Returns the defaults with another limit of generated tokens. */
    public static GenerationOptions of(int maxTokens) {
        return new GenerationOptions(maxTokens, null, List.of(), Generator.NO_LOG_PROBS, null, false, null);
    }

    /** Returns a copy with another limit of generated tokens. */
    public GenerationOptions withMaxTokens(int most) {
        return new GenerationOptions(most, sampling, stops, logProbs, adapters, ignoreEnd, constraint);
    }

    /** Returns a copy with other sampling parameters. */
    public GenerationOptions withSampling(SamplingParams params) {
        return new GenerationOptions(maxTokens, params, stops, logProbs, adapters, ignoreEnd, constraint);
    }

    /** Returns a copy with greedy decoding: the most likely token each time. */
    public GenerationOptions greedy() {
        return withSampling(SamplingParams.greedy());
    }

    /** Returns a copy with other stop strings. */
    public GenerationOptions withStops(String... texts) {
        return new GenerationOptions(maxTokens, sampling, List.of(texts), logProbs, adapters, ignoreEnd, constraint);
    }

    /** Returns a copy that reports the log-probabilities of each token and of so many alternatives. */
    public GenerationOptions withLogProbs(int alternatives) {
        return new GenerationOptions(maxTokens, sampling, stops, alternatives, adapters, ignoreEnd, constraint);
    }

    /** Returns a copy with other adapters. */
    public GenerationOptions withAdapters(AdapterSelection selection) {
        return new GenerationOptions(maxTokens, sampling, stops, logProbs, selection, ignoreEnd, constraint);
    }

    /** Returns a copy that goes on after end-of-sequence tokens, or not. */
    public GenerationOptions withIgnoreEnd(boolean yes) {
        return new GenerationOptions(maxTokens, sampling, stops, logProbs, adapters, yes, constraint);
    }

    /** Returns a copy whose texts must follow a constraint; each gets a copy of it. */
    public GenerationOptions withConstraint(@Nullable Constraint other) {
        return new GenerationOptions(maxTokens, sampling, stops, logProbs, adapters, ignoreEnd, other);
    }

    /** Creates a sampler for one text. */
    Sampler sampler(LanguageModel model) {
        return new Sampler(sampling == null ? model.sampling().build() : sampling);
    }

    /** Returns these options as a {@link Generator} takes them. */
    Generator.Options forGenerator(LanguageModel model) {
        return new Generator.Options(maxTokens, ignoreEnd ? Set.of() : model.endIds(), stops, logProbs)
                .withRules(model.rules());
    }
}
