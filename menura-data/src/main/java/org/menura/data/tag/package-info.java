/**
 * What is said of documents and which are kept: Dolma's taggers, datatrove's filters, classifiers, perplexity, and the
 * stages of plans that apply them.
 */
@NullMarked
package org.menura.data.tag;

import org.jspecify.annotations.NullMarked;
