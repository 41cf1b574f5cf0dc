/** What a run is to do, as a YAML file that is checked against a schema before anything starts. */
@NullMarked
package org.menura.train.recipe;

import org.jspecify.annotations.NullMarked;
