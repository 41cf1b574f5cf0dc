/** Suites of claims: whether evidence supports them, which answer is invented, how far a false one spreads. */
@NullMarked
package org.menura.world.claims;

import org.jspecify.annotations.NullMarked;
