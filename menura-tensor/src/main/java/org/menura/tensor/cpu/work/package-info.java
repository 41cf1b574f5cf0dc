/** What every operation shares: threads, memory that is used again, and checks of shapes. */
@Internal
@NullMarked
package org.menura.tensor.cpu.work;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
