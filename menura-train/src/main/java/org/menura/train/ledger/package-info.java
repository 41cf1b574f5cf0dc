/** The log of a run: recipe, data, metrics and checkpoints, from which it can be reproduced. */
@NullMarked
package org.menura.train.ledger;

import org.jspecify.annotations.NullMarked;
