/** What a run does in each step: a model, data and an objective, put together. */
@NullMarked
package org.menura.train.task;

import org.jspecify.annotations.NullMarked;
