/** Tools of servers of the Model Context Protocol, as tools of agents. */
@NullMarked
package org.menura.mcp.client;

import org.jspecify.annotations.NullMarked;
