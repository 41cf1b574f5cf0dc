/** Evaluations of all checkpoints of a training run, for its ledger. */
@NullMarked
package org.menura.eval.checkpoint;

import org.jspecify.annotations.NullMarked;
