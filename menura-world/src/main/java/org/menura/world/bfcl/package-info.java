/** The single-turn function calls of the Berkeley Function-Calling Leaderboard, version 4, and how it judges them. */
@NullMarked
package org.menura.world.bfcl;

import org.jspecify.annotations.NullMarked;
