/** What is minimised, one file per loss, each with its paper. */
@NullMarked
package org.menura.train.objective;

import org.jspecify.annotations.NullMarked;
