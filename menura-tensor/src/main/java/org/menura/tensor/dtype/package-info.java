/** Codecs between stored element types, plain and quantised, and floats. */
@NullMarked
package org.menura.tensor.dtype;

import org.jspecify.annotations.NullMarked;
