/** Examples of source code for the objectives of CodeT5 (arXiv 2109.00859). */
@NullMarked
package org.menura.train.code;

import org.jspecify.annotations.NullMarked;
