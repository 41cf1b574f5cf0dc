/** Tells whether the JVM that runs can be trusted with what is read and written. */
@NullMarked
package org.menura.data.runtime;

import org.jspecify.annotations.NullMarked;
