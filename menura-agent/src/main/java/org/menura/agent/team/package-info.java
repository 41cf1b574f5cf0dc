/** Teams: agents that work for each other, and ways to agree. */
@NullMarked
package org.menura.agent.team;

import org.jspecify.annotations.NullMarked;
