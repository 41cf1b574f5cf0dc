/** Python's operators on dynamic values, with Python's own error messages: what the tools of τ-bench compute with. */
@NullMarked
package org.menura.world.service.python;

import org.jspecify.annotations.NullMarked;
