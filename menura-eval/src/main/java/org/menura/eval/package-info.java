/** Measures models: tasks, metrics and reports that equal lm-evaluation-harness' to the last digit. */
@NullMarked
package org.menura.eval;

import org.jspecify.annotations.NullMarked;
