/** Evaluations as users run them: durable, with facts about model, data and program, written as files. */
@NullMarked
package org.menura.eval.job;

import org.jspecify.annotations.NullMarked;
