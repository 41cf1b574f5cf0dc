/**
 * Decides with a classifier's probabilities: calibrated by a temperature, as sets with a guarantee, by what errors cost, or not at
 * all where the risk is too great.
 */
@NullMarked
package org.menura.eval.decide;

import org.jspecify.annotations.NullMarked;
