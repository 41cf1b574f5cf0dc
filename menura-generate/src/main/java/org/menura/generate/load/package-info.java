/** Models with what they are used with: their tokenizer, template and adapters. */
@NullMarked
package org.menura.generate.load;

import org.jspecify.annotations.NullMarked;
