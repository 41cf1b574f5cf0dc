/** Quotes: texts that must stand in a given document. */
@NullMarked
package org.menura.generate.constrain.span;

import org.jspecify.annotations.NullMarked;
