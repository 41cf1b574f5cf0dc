/** Learning rates over the steps of a run. */
@NullMarked
package org.menura.train.schedule;

import org.jspecify.annotations.NullMarked;
