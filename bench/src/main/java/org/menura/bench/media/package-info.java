/** Models of sound and pictures, timed in a JVM of their own. */
@NullMarked
package org.menura.bench.media;

import org.jspecify.annotations.NullMarked;
