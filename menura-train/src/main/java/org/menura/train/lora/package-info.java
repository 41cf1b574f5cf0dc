/** Low-rank adapters: made, taught, and written in PEFT's format. */
@NullMarked
package org.menura.train.lora;

import org.jspecify.annotations.NullMarked;
