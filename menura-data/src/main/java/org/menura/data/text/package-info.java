/**
 * Texts as corpora see them: code points, lines, paragraphs, words by UAX #29, hashes of n-grams and MinHash signatures.
 */
@NullMarked
package org.menura.data.text;

import org.jspecify.annotations.NullMarked;
