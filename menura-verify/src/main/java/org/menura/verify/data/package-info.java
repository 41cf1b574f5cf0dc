/** Recorded outputs of classifiers of lines, of taggers and of filters for corpora. */
@NullMarked
package org.menura.verify.data;

import org.jspecify.annotations.NullMarked;
