/** Web pages as documents: from archives, and from HTML in documents. */
@NullMarked
package org.menura.data.web;

import org.jspecify.annotations.NullMarked;
