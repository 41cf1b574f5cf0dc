/** Measures whether programs that a model writes are right, by running them in a sandbox against tests. */
@NullMarked
package org.menura.eval.code;

import org.jspecify.annotations.NullMarked;
