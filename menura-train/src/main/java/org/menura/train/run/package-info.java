/** Training runs: begun from a recipe, resumed and replayed from a ledger. */
@NullMarked
package org.menura.train.run;

import org.jspecify.annotations.NullMarked;
