/** Cases of worlds: recorded episodes and observations that are played again. */
@NullMarked
package org.menura.verify.world;

import org.jspecify.annotations.NullMarked;
