/** GGUF files: metadata and tensors in one file, as llama.cpp reads and writes them. */
@Extension
@NullMarked
package org.menura.format.gguf;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
