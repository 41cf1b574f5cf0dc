/** Memories of agents: the conversation at hand, blocks that are always in sight, and a stream that is recalled from. */
@NullMarked
package org.menura.agent.memory;

import org.jspecify.annotations.NullMarked;
