/** Recorded results of tools that make corpora: archives, deduplication. */
@NullMarked
package org.menura.verify.corpus;

import org.jspecify.annotations.NullMarked;
