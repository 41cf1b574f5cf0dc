/** Training losses, one file each, with their papers. */
@NullMarked
package org.menura.train.objective;

import org.jspecify.annotations.NullMarked;
