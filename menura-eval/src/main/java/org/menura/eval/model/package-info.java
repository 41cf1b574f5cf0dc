/** Asks models what tasks ask: log-likelihoods of continuations and of whole texts, and answers. */
@NullMarked
package org.menura.eval.model;

import org.jspecify.annotations.NullMarked;
