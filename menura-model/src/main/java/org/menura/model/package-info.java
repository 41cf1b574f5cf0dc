/** The architectures, each in one file, and the parts that they share. */
@NullMarked
package org.menura.model;

import org.jspecify.annotations.NullMarked;
