/** Learning rate schedules. */
@NullMarked
package org.menura.train.schedule;

import org.jspecify.annotations.NullMarked;
