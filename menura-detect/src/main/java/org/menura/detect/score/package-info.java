/**
 * Zero-shot scores of how likely a text was sampled from a language model: what the tokens of a text look like to a model
 * that was never shown a detection example.
 */
@NullMarked
package org.menura.detect.score;

import org.jspecify.annotations.NullMarked;
