/** Corpora: readers of documents, tokenised shards, packing, and orders that can jump. */
@NullMarked
package org.menura.data;

import org.jspecify.annotations.NullMarked;
