/**
 * The Python functions that task files name with {@code !function}, written anew: one class per family of tasks. A
 * function is found by its name and the SHA-256 of the Python file in which it lies, so a file that was edited is refused.
 */
@NullMarked
package org.menura.eval.task.function;

import org.jspecify.annotations.NullMarked;
