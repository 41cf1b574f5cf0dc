/** How good a model is, as numbers: predictions that are met, entities that are found, texts that come as no surprise. */
@NullMarked
package org.menura.train.measure;

import org.jspecify.annotations.NullMarked;
