/** OpenAI's Responses API. */
@Internal
@NullMarked
package org.menura.serve.responses;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
