/** GGUF files: metadata and tensors in one file, as llama.cpp reads and writes them. */
@NullMarked
package org.menura.format.gguf;

import org.jspecify.annotations.NullMarked;
