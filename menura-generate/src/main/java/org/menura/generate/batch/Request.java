package org.menura.generate.batch;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.generate.session.TokenEvent;
import org.menura.generate.speculate.Drafter;
import org.menura.model.CausalModel;

/**
 * A request for one text, as an {@link Engine} takes it:
 *
 * <pre>{@code
 * Request request = Request.of(prompt, sampler, options).withEvents(event -> System.out.print(event.text()));
 * }</pre>
 *
 * @param prompt tokens, and embeddings of pictures and sounds; at least one
 * @param sampler a sampler of its own, at the start of a text
 * @param options limits, end tokens, stop strings, log-probabilities
 * @param model the engine's model, or a view of it with other adapters; null for the engine's model
 * @param session the session that the prompt continues, left to the engine until the text is complete; null to begin a
 *     sequence, which the prefix cache may know the beginning of
 * @param constraint what the text must follow, at the start of the text and of its own; null for none
 * @param cacheSalt requests share what the prefix cache holds only with those of the same salt
 * @param promptLogProbs number of alternatives to report the log-probabilities of for each token of the prompt; negative
 *     for no report
 * @param events gets each token on the engine's thread, so it must return soon and must not wait for another text of
 *     this engine; null for none
 * @param drafter guesses what follows, at the start of a text and of its own, where passes have room for more rows; the
 *     text is the same with it and without. Null for none; not asked where a model's state can't be taken back for nothing
 */
public record Request(
        Prompt prompt,
        Sampler sampler,
        Options options,
        @Nullable CausalModel model,
        @Nullable Session session,
        @Nullable Constraint constraint,
        String cacheSalt,
        int promptLogProbs,
        @Nullable Consumer<TokenEvent> events,
        @Nullable Drafter drafter) {
    /** Creates a request that begins a sequence with the engine's model. */
    public static Request of(Prompt prompt, Sampler sampler, Options options) {
        return new Request(prompt, sampler, options, null, null, null, "", Generator.NO_LOG_PROBS, null, null);
    }

    /** Returns a copy for a view of the engine's model with other adapters. */
    public Request withModel(@Nullable CausalModel view) {
        return new Request(
                prompt, sampler, options, view, session, constraint, cacheSalt, promptLogProbs, events, drafter);
    }

    /** Returns a copy that continues a session. */
    public Request withSession(@Nullable Session other) {
        return new Request(
                prompt, sampler, options, model, other, constraint, cacheSalt, promptLogProbs, events, drafter);
    }

    /** Returns a copy whose text must follow a constraint. */
    public Request withConstraint(@Nullable Constraint other) {
        return new Request(prompt, sampler, options, model, session, other, cacheSalt, promptLogProbs, events, drafter);
    }

    /** Returns a copy that shares the prefix cache with requests of the same salt alone. */
    public Request withCacheSalt(String salt) {
        return new Request(prompt, sampler, options, model, session, constraint, salt, promptLogProbs, events, drafter);
    }

    /** Returns a copy that reports the log-probabilities of the prompt's tokens and of so many alternatives. */
    public Request withPromptLogProbs(int alternatives) {
        return new Request(
                prompt, sampler, options, model, session, constraint, cacheSalt, alternatives, events, drafter);
    }

    /** Returns a copy whose tokens a listener gets. */
    public Request withEvents(@Nullable Consumer<TokenEvent> listener) {
        return new Request(
                prompt, sampler, options, model, session, constraint, cacheSalt, promptLogProbs, listener, drafter);
    }

    /** Returns a copy with another sampler, as for one more answer to the same prompt. */
    public Request withSampler(Sampler other) {
        return new Request(
                prompt, other, options, model, session, constraint, cacheSalt, promptLogProbs, events, drafter);
    }

    /** Returns a copy whose text is guessed ahead; see {@link org.menura.generate.speculate.PromptLookup}. */
    public Request withDrafter(@Nullable Drafter guesser) {
        return new Request(
                prompt, sampler, options, model, session, constraint, cacheSalt, promptLogProbs, events, guesser);
    }
}
