/** Questions on abstracts: yes, no or maybe. */
@NullMarked
package org.menura.recipes.pubmedqa;

import org.jspecify.annotations.NullMarked;
