/** Routes of Anthropic's API. */
@Internal
@NullMarked
package org.menura.serve.anthropic;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
