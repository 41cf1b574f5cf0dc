/** YAML documents as plain nodes with their lines, and what somebody meant who mistyped a name. */
@Internal
@NullMarked
package org.menura.format.yaml;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
