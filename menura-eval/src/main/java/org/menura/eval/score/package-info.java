/** Scores of tokens after tokens by a model on this machine: what requests begin with in common is computed once. */
@NullMarked
package org.menura.eval.score;

import org.jspecify.annotations.NullMarked;
