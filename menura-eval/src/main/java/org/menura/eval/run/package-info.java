/** Runs evaluations: a model, tasks and settings become results. */
@NullMarked
package org.menura.eval.run;

import org.jspecify.annotations.NullMarked;
