/** Dolma's layout: documents, attributes of spans, the files they lie in, and the mixer. */
@NullMarked
package org.menura.data.dolma;

import org.jspecify.annotations.NullMarked;
