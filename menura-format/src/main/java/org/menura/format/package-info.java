/** What is on disk: checkpoints, tokenizers, templates. */
@NullMarked
package org.menura.format;

import org.jspecify.annotations.NullMarked;
