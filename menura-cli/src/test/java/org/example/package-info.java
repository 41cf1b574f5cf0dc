/** What others may add to Menura from jars of their own; docs/extend.md quotes it. */
@NullMarked
package org.example;

import org.jspecify.annotations.NullMarked;
