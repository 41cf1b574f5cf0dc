/** Models that perceive, as they are taught: conversations with pictures and sounds, laid out and read. */
@NullMarked
package org.menura.train.perceive;

import org.jspecify.annotations.NullMarked;
