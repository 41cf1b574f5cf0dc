/**
 * Classical models that every figure of a neural one is printed beside: TF-IDF with logistic regression for texts, a dictionary
 * and a conditional random field for tagged sentences.
 */
@NullMarked
package org.menura.eval.baseline;

import org.jspecify.annotations.NullMarked;
