/**
 * What scores mean: p-values and thresholds from texts that people are known to have written, one set for each range of
 * lengths.
 */
@NullMarked
package org.menura.detect.calibrate;

import org.jspecify.annotations.NullMarked;
