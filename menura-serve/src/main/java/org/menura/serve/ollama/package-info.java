/** Routes of ollama's API. */
@Internal
@NullMarked
package org.menura.serve.ollama;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
