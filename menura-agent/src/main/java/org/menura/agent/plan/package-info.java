/** Planners: what decides an agent's next act. */
@NullMarked
package org.menura.agent.plan;

import org.jspecify.annotations.NullMarked;
