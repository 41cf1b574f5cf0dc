/** Measures what accuracy alone does not say: calibration, robustness, fairness, efficiency, memorisation. */
@NullMarked
package org.menura.eval.trust;

import org.jspecify.annotations.NullMarked;
