package org.menura.detect.score;

import org.jspecify.annotations.Nullable;

/**
 * What a detector read in a text.
 *
 * @param score its score; not a number where the text is too short to have one
 * @param tokens how many tokens the score is made of
 * @param isCut whether the text goes on behind them
 * @param statistics of these tokens; null if there are none
 */
public record Reading(
        double score, int tokens, boolean isCut, @Nullable TokenStatistics statistics) {}
