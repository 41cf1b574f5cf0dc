/** Training recipes: YAML files that are checked against a schema before anything starts. */
@NullMarked
package org.menura.train.recipe;

import org.jspecify.annotations.NullMarked;
