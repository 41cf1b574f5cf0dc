/** Training tasks: a model, data and an objective, put together for each step. */
@NullMarked
package org.menura.train.task;

import org.jspecify.annotations.NullMarked;
