/** Recorded figures of metrics: entities, translations, calibration. */
@NullMarked
package org.menura.verify.metric;

import org.jspecify.annotations.NullMarked;
