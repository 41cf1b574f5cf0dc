package org.menura.detect.hallucination;

/**
 * An answer that is known to be right or made up.
 *
 * @param question number of the question that it answers
 * @param context what the model reads before the answer
 * @param answer what is scored
 * @param isMadeUp whether it is wrong or not supported
 * @param knowledge what the answer should follow from; empty where none is given
 */
public record KnownAnswer(int question, String context, String answer, boolean isMadeUp, String knowledge) {}
