/** Folders laid out as on the Hugging Face hub. */
@NullMarked
package org.menura.format.hf;

import org.jspecify.annotations.NullMarked;
