/** The time that masks of grammars take. */
@NullMarked
package org.menura.bench.masks;

import org.jspecify.annotations.NullMarked;
