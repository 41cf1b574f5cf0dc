/** JSON, bounded in size and depth. */
@Internal
@NullMarked
package org.menura.format.json;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
