package org.menura.eval.model;

/**
 * Hears each answer as soon as it is known, in any order, from one thread at a time.
 *
 * @param <T> {@link LogLikelihood}, {@link Double} or {@link String}
 */
@FunctionalInterface
public interface AnswerSink<T> {
    /**
     * Takes an answer.
     *
     * @param request the index of the request
     */
    void answered(int request, T answer);

    /** Returns a sink that forgets what it hears. */
    static <T> AnswerSink<T> none() {
        return (_, _) -> {};
    }
}
