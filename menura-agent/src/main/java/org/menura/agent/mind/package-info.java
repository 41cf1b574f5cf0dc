/** Minds: what an agent thinks with, local, scripted or remote. */
@NullMarked
package org.menura.agent.mind;

import org.jspecify.annotations.NullMarked;
