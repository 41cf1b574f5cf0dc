/** Guessing what a model will say, so that it need only agree. */
@NullMarked
package org.menura.generate.speculate;

import org.jspecify.annotations.NullMarked;
