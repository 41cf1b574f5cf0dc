/**
 * Metrics: what documents score, how scores become a figure, and how sure it is. Figures equal those of
 * lm-evaluation-harness 0.4.13, sacreBLEU 2.6, seqeval 1.2 and scikit-learn 1.9.
 */
@NullMarked
package org.menura.eval.metric;

import org.jspecify.annotations.NullMarked;
