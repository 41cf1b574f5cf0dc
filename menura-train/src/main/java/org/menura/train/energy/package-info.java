/** Energy of runs, and the greenhouse gases that go with it. */
@NullMarked
package org.menura.train.energy;

import org.jspecify.annotations.NullMarked;
