/** Multimodal models in training: layout and embedding of conversations with images and audio. */
@NullMarked
package org.menura.train.perceive;

import org.jspecify.annotations.NullMarked;
