/** Many sequences at once. */
@NullMarked
package org.menura.generate.batch;

import org.jspecify.annotations.NullMarked;
