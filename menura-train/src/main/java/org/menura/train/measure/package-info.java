/** Metrics of models: losses, perplexity, accuracy, named entity scores, retrieval, reconstruction and rewards. */
@NullMarked
package org.menura.train.measure;

import org.jspecify.annotations.NullMarked;
