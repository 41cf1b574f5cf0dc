/** Folders laid out as on the Hugging Face hub. */
@Extension
@NullMarked
package org.menura.format.hf;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
