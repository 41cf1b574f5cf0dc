/** Menura and other engines side by side. */
@NullMarked
package org.menura.bench.compare;

import org.jspecify.annotations.NullMarked;
