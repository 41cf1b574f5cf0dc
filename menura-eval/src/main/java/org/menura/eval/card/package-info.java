/** Cards of models and data, whose numbers come from ledgers alone. */
@NullMarked
package org.menura.eval.card;

import org.jspecify.annotations.NullMarked;
