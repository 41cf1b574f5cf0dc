/** Regular expressions, read and compiled to languages of bytes. */
@NullMarked
package org.menura.generate.constrain.regex;

import org.jspecify.annotations.NullMarked;
