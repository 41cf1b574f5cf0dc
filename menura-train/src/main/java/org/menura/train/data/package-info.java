/** Batches and examples of training: texts, tokens and the order in which a run sees them. */
@NullMarked
package org.menura.train.data;

import org.jspecify.annotations.NullMarked;
