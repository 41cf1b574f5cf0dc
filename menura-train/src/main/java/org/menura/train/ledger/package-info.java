/** The record of a run: what went in, what came out, and how to repeat it. */
@NullMarked
package org.menura.train.ledger;

import org.jspecify.annotations.NullMarked;
