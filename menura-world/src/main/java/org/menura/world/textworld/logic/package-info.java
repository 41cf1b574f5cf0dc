/** The logic of TextWorld: types, facts, rules, and which rules apply in a state. */
@NullMarked
package org.menura.world.textworld.logic;

import org.jspecify.annotations.NullMarked;
