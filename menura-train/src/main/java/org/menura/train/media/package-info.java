/** Augmentation of images and audio. */
@NullMarked
package org.menura.train.media;

import org.jspecify.annotations.NullMarked;
