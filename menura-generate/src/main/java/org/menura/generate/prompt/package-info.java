/** Prompts of text, images and audio as what a model reads. */
@NullMarked
package org.menura.generate.prompt;

import org.jspecify.annotations.NullMarked;
