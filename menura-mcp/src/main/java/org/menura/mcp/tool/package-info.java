/** The tools of the server: what agents may ask models for. */
@NullMarked
@Internal
package org.menura.mcp.tool;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
