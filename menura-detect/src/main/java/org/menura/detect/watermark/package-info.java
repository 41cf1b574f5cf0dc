/**
 * Detectors of watermarks: who has the key of {@code org.menura.generate.watermark} gets a statistic and a p-value from the
 * token ids of a text.
 *
 * <p>{@link org.menura.detect.watermark.WatermarkDetector} is the way in. A text is scored without its prompt.
 */
@NullMarked
package org.menura.detect.watermark;

import org.jspecify.annotations.NullMarked;
