/** Protocol Buffers, bounded. */
@NullMarked
package org.menura.format.protobuf;

import org.jspecify.annotations.NullMarked;
