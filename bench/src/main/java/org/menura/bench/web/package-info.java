/** The extraction of pages, and the deduplication of their paragraphs, beside other programs. */
@NullMarked
package org.menura.bench.web;

import org.jspecify.annotations.NullMarked;
