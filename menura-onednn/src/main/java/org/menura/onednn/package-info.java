/** Matrix products by oneDNN, called through its C interface. */
@NullMarked
package org.menura.onednn;

import org.jspecify.annotations.NullMarked;
