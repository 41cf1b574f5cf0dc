/** From files to models. */
@NullMarked
package org.menura.model.load;

import org.jspecify.annotations.NullMarked;
