/** What a run is made of: the model in training, its files and texts, and the examples that it learns from. */
@NullMarked
package org.menura.train.setup;

import org.jspecify.annotations.NullMarked;
