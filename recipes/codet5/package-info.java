/** CodeT5's objectives at small size: data and scores of the ablation. */
@NullMarked
package org.menura.recipes.codet5;

import org.jspecify.annotations.NullMarked;
