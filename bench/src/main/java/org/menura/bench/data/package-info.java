/** Corpora: taggers, filters and signatures, a thread alone. */
@NullMarked
package org.menura.bench.data;

import org.jspecify.annotations.NullMarked;
