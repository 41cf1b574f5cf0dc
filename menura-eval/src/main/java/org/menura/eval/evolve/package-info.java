/** Makes instructions harder with the help of a model, and answers them: data to learn from (Evol-Instruct). */
@NullMarked
package org.menura.eval.evolve;

import org.jspecify.annotations.NullMarked;
