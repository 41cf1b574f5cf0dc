package org.menura.eval.model;

import java.util.List;
import org.menura.chat.Message;

/**
 * A model under evaluation. Answers come back in the order of the requests; a sink hears each as soon as it is known, so
 * that a run can keep them.
 */
public interface EvalModel extends AutoCloseable {
    /** Returns the model's name, for reports. */
    String name();

    /** Returns the name of the tokenizer, or an empty text where it is not known. */
    String tokenizerName();

    /** Computes log-likelihoods of continuations. */
    List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink);

    /** Computes log-likelihoods of whole texts, in windows where they are longer than the model's context. */
    List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink);

    /** Generates answers; each ends before the first text of {@link GenerationSettings#until}. */
    List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink);

    /**
     * Renders messages with the model's chat template.
     *
     * @param addGenerationPrompt whether the beginning of an answer follows; otherwise the last message is left open
     * @throws org.menura.format.FormatException if the model has no template, or it refuses the messages
     */
    String renderChat(List<Message> messages, boolean addGenerationPrompt);

    /** Frees what the model holds. */
    @Override
    default void close() {}
}
