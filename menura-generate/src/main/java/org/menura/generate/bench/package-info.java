/** Speed and perplexity of a model. */
@NullMarked
package org.menura.generate.bench;

import org.jspecify.annotations.NullMarked;
