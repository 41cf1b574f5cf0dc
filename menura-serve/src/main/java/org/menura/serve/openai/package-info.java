/** Routes of OpenAI's API, and those of llama.cpp's and vLLM's servers that go with it. */
@Internal
@NullMarked
package org.menura.serve.openai;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
