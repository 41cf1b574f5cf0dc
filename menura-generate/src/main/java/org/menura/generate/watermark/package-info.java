/**
 * Watermarks: stages and selectors that mark sampled texts by a key, as transformers has them (KGW, SynthID-Text) and as
 * papers describe them (Gumbel, Unigram), and the generators that they draw from.
 *
 * <p>{@link org.menura.generate.watermark.Watermarks} makes them from texts and JSON. Detectors are in {@code
 * org.menura.detect.watermark}.
 */
@Extension
@NullMarked
package org.menura.generate.watermark;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
