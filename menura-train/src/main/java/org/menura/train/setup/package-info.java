/** The setup of a run: the model in training, its files and tokenizer, and the training data. */
@NullMarked
package org.menura.train.setup;

import org.jspecify.annotations.NullMarked;
