/** Profiles of agents: who they are, what they may use. */
@NullMarked
package org.menura.agent.profile;

import org.jspecify.annotations.NullMarked;
