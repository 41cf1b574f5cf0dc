/** fastText's classifiers and word vectors: a reader of its files, prediction, and a deterministic trainer. */
@NullMarked
package org.menura.data.fasttext;

import org.jspecify.annotations.NullMarked;
