/** A server of the Model Context Protocol: models as tools of agents. */
@NullMarked
package org.menura.mcp;

import org.jspecify.annotations.NullMarked;
