/** Names of diseases, drugs, genes and proteins in text. */
@NullMarked
package org.menura.recipes.ner;

import org.jspecify.annotations.NullMarked;
