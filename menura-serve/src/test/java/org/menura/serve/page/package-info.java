/** Tests of the page in a real browser. */
@NullMarked
package org.menura.serve.page;

import org.jspecify.annotations.NullMarked;
