package org.menura.eval.model;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * A model that computes requests together, so that the last digits of a likelihood depend on the list that it is in. Asked
 * the same list again, it leaves out what is known and gives the rest the digits that it would have had at first.
 */
public interface ResumableModel extends EvalModel {
    /**
     * Computes the log-likelihoods that are not known, and perhaps some that are.
     *
     * @param requests the whole list, as it was asked before
     * @param known says which answers are not needed
     */
    void resumeLogLikelihoods(List<ContinuationRequest> requests, IntPredicate known, AnswerSink<LogLikelihood> sink);

    /** Computes the log-likelihoods of whole texts that are not known, and perhaps some that are. */
    void resumeRolling(List<String> texts, IntPredicate known, AnswerSink<Double> sink);

    /** Generates the answers that are not known. */
    void resumeGenerate(List<GenerationRequest> requests, IntPredicate known, AnswerSink<String> sink);
}
