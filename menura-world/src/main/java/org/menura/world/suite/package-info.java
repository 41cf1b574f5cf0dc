/** Suites that measure agents: tasks of a world, the question that each step asks, and what came of it. */
@NullMarked
package org.menura.world.suite;

import org.jspecify.annotations.NullMarked;
