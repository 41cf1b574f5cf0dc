/** Training of models: tasks, the trainer and trainable parameters. */
@NullMarked
package org.menura.train;

import org.jspecify.annotations.NullMarked;
