package org.menura.serve.work;

import java.util.List;
import java.util.Set;
import org.menura.generate.sample.SamplingParams;

/**
 * The options of a text, as any API asks for them.
 *
 * @param maxTokens most tokens; -1 for as many as the context takes
 * @param sampling sampling parameters, with the seed of the first choice
 * @param stops stop strings
 * @param stopIds tokens that end the text besides the model's own
 * @param ignoreEnd whether to go on after an end-of-sequence token
 * @param logProbs alternatives to report log-probabilities of for each token; -1 for no report
 * @param choices how many texts are wanted
 * @param form the form that the text must have
 * @param cacheSalt texts share what is known of prompts only with those of the same salt
 * @param session the session that the text begins with and is saved as
 * @param lines where the text ends besides
 */
public record TextOptions(
        int maxTokens,
        SamplingParams sampling,
        List<String> stops,
        Set<Integer> stopIds,
        boolean ignoreEnd,
        int logProbs,
        int choices,
        Form form,
        String cacheSalt,
        Sessions.Use session,
        LineLimits lines) {
    /** Most choices of a request. */
    public static final int MOST_CHOICES = 128;

    /** Most alternatives of a token. */
    public static final int MOST_LOG_PROBS = 100;

    /** Copies the lists. */
    public TextOptions {
        stops = List.copyOf(stops);
        stopIds = Set.copyOf(stopIds);
    }

    /** Creates options without a session. */
    public TextOptions(
            int maxTokens,
            SamplingParams sampling,
            List<String> stops,
            Set<Integer> stopIds,
            boolean ignoreEnd,
            int logProbs,
            int choices,
            Form form,
            String cacheSalt) {
        this(
                maxTokens,
                sampling,
                stops,
                stopIds,
                ignoreEnd,
                logProbs,
                choices,
                form,
                cacheSalt,
                Sessions.Use.NONE,
                LineLimits.NONE);
    }

    /** Returns a copy with a session. */
    public TextOptions withSession(Sessions.Use use) {
        return new TextOptions(
                maxTokens, sampling, stops, stopIds, ignoreEnd, logProbs, choices, form, cacheSalt, use, lines);
    }

    /** Returns a copy with places where the text ends besides. */
    public TextOptions withLines(LineLimits limits) {
        return new TextOptions(
                maxTokens, sampling, stops, stopIds, ignoreEnd, logProbs, choices, form, cacheSalt, session, limits);
    }

    /** Returns a copy with other tokens that end the text besides the model's own. */
    public TextOptions withStopIds(Set<Integer> ids) {
        return new TextOptions(
                maxTokens, sampling, stops, ids, ignoreEnd, logProbs, choices, form, cacheSalt, session, lines);
    }

    /** Returns a copy with another limit of tokens. */
    public TextOptions withMaxTokens(int most) {
        return new TextOptions(
                most, sampling, stops, stopIds, ignoreEnd, logProbs, choices, form, cacheSalt, session, lines);
    }

    /** Returns a copy with log-probabilities of so many alternatives. */
    public TextOptions withLogProbs(int alternatives) {
        return new TextOptions(
                maxTokens, sampling, stops, stopIds, ignoreEnd, alternatives, choices, form, cacheSalt, session, lines);
    }

    /** Returns a copy with another form. */
    public TextOptions withForm(Form other) {
        return new TextOptions(
                maxTokens, sampling, stops, stopIds, ignoreEnd, logProbs, choices, other, cacheSalt, session, lines);
    }

    /** Returns a copy with more stop strings. */
    public TextOptions withStops(List<String> strings) {
        return new TextOptions(
                maxTokens, sampling, strings, stopIds, ignoreEnd, logProbs, choices, form, cacheSalt, session, lines);
    }
}
