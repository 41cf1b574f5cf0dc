/** From a recipe to a run, and from a ledger back to it. */
@NullMarked
package org.menura.train.run;

import org.jspecify.annotations.NullMarked;
