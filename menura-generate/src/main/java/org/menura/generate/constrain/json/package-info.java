/** JSON Schema as a grammar: schemas are read, every keyword is enforced or the schema is refused. */
@NullMarked
package org.menura.generate.constrain.json;

import org.jspecify.annotations.NullMarked;
