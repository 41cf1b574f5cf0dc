/** The streamable HTTP transport of the Model Context Protocol. */
@NullMarked
@Internal
package org.menura.mcp.http;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
