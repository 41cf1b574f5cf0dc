/** Claims beside evidence: supported or refuted. */
@NullMarked
package org.menura.recipes.claims;

import org.jspecify.annotations.NullMarked;
