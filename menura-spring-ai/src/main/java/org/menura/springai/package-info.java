/** Spring AI's models, computed in the process that asks them. */
@NullMarked
package org.menura.springai;

import org.jspecify.annotations.NullMarked;
