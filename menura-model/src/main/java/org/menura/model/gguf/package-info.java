/** How families are laid out in GGUF files: from there to Hugging Face's terms and back. */
@Extension
@NullMarked
package org.menura.model.gguf;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
