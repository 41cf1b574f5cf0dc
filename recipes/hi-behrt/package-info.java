/** Hi-BEHRT on synthetic health records. */
@NullMarked
package org.menura.recipes.hibehrt;

import org.jspecify.annotations.NullMarked;
