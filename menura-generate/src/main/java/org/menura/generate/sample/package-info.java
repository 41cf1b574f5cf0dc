/**
 * From logits to tokens: the sampling chain, log-probabilities, stop strings and beam search.
 *
 * <p>{@link Sampler} is the way in for sampling; {@link BeamSearch} for beam search. Nothing here knows a model: the
 * input is a row of logits, one per token of the vocabulary.
 */
@NullMarked
package org.menura.generate.sample;

import org.jspecify.annotations.NullMarked;
