/** Gated learning: a model learns new data, and keeps that only if it gained by it and forgot nothing. */
@NullMarked
package org.menura.eval.learn;

import org.jspecify.annotations.NullMarked;
