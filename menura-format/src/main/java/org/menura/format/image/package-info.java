/** Pictures: files of the usual formats, and resizing. */
@NullMarked
package org.menura.format.image;

import org.jspecify.annotations.NullMarked;
