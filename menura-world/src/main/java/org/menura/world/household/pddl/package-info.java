/** Goals in PDDL: formulas with quantifiers over typed variables, read and evaluated. */
@NullMarked
package org.menura.world.household.pddl;

import org.jspecify.annotations.NullMarked;
