/** Suites of customer service: τ-bench's airline and retail tasks, τ²-bench's retail tasks, without a simulated user. */
@NullMarked
package org.menura.world.service.suite;

import org.jspecify.annotations.NullMarked;
