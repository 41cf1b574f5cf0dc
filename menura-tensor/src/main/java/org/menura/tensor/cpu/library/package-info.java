/** Libraries that the backend leaves products to, found through {@link java.util.ServiceLoader}. */
@Extension
@NullMarked
package org.menura.tensor.cpu.library;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
