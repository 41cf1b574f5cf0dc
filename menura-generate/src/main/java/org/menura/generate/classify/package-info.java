/** The classes of texts, by models that were taught them. */
@NullMarked
package org.menura.generate.classify;

import org.jspecify.annotations.NullMarked;
