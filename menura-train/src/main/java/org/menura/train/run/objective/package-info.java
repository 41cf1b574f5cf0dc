/** The training objectives that recipes name, one file each. */
@NullMarked
package org.menura.train.run.objective;

import org.jspecify.annotations.NullMarked;
