/** Adapters: low-rank updates of a model's weights, selected for each row of a pass. */
@NullMarked
package org.menura.model.adapter;

import org.jspecify.annotations.NullMarked;
