/** Learning from rewards: texts that the model writes itself, and what they are worth. */
@NullMarked
package org.menura.train.rl;

import org.jspecify.annotations.NullMarked;
