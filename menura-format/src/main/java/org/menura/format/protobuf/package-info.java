/** Protocol Buffers, bounded. */
@Internal
@NullMarked
package org.menura.format.protobuf;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
