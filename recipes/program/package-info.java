/** Starts the programs of the recipes. */
@NullMarked
package org.menura.recipes.program;

import org.jspecify.annotations.NullMarked;
