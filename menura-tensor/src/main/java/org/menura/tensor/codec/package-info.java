/** Codecs between stored element types, plain and quantised, and floats. */
@NullMarked
package org.menura.tensor.codec;

import org.jspecify.annotations.NullMarked;
