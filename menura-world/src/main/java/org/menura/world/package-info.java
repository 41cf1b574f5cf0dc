/** Worlds to act in, and the suites that measure agents in them. */
@NullMarked
package org.menura.world;

import org.jspecify.annotations.NullMarked;
