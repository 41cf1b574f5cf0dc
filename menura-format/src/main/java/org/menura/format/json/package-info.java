/** JSON, bounded in size and depth. */
@NullMarked
package org.menura.format.json;

import org.jspecify.annotations.NullMarked;
