/** Texts, pictures and sounds as vectors in one space. */
@NullMarked
package org.menura.generate.embed;

import org.jspecify.annotations.NullMarked;
