/** Trainable low-rank adapters, written in PEFT's format. */
@NullMarked
package org.menura.train.lora;

import org.jspecify.annotations.NullMarked;
