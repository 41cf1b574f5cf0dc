/** Deduplication: of whole texts, paragraphs, near-duplicates and long substrings. */
@NullMarked
package org.menura.data.dedupe;

import org.jspecify.annotations.NullMarked;
